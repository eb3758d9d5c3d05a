import { isLongCount, isLongSearch, isLongSummary } from './is-long.js';

const DAY_US = 86_400_000_000;
const over = (days: number): { readonly fromUs: number; readonly untilUs: number } => ({
  fromUs: 0,
  untilUs: days * DAY_US,
});

describe('what is long', () => {
  it('many rows, and a filter over days; not a hundred rows of a year', () => {
    const query = { window: over(365), order: 'desc', limit: 100 } as const;
    expect(isLongSearch(query)).toBe(false);
    expect(isLongSearch({ ...query, limit: 10_000 })).toBe(true);
    expect(isLongSearch({ ...query, transponderId: '1' })).toBe(true);
    expect(isLongSearch({ ...query, transponderId: '1', window: over(30) })).toBe(false);
    expect(isLongSearch({ ...query, decoderId: 'finish' })).toBe(true);
    expect(isLongSearch({ ...query, loopId: 1, window: over(1) })).toBe(false);
  });

  it('summaries of more than a month, or of days where a gap can hide within ten minutes', () => {
    const minutes = (count: number) => ({ gapUs: count * 60_000_000 });
    expect(isLongSummary({ window: over(30) })).toBe(false);
    expect(isLongSummary({ window: over(365) })).toBe(true);
    expect(isLongSummary({ window: over(30), ...minutes(30) })).toBe(false);
    expect(isLongSummary({ window: over(30), ...minutes(1) })).toBe(true);
    expect(isLongSummary({ window: over(1), ...minutes(1) })).toBe(false);
  });

  it('counts of more than an hour', () => {
    expect(isLongCount(over(1 / 24))).toBe(false);
    expect(isLongCount(over(1))).toBe(true);
  });
});
