import { isLongCount, isLongSearch, isLongSummary } from './is-long.js';

const DAY_MS = 86_400_000;
const over = (days: number) => ({ startMs: 0, endMs: days * DAY_MS });

describe('what is long', () => {
  it('many rows, and a filter over days; not a hundred rows of a year', () => {
    const asked = { ...over(365), limit: 100, transponderId: null, decoderId: null, loopId: null };
    expect(isLongSearch(asked)).toBe(false);
    expect(isLongSearch({ ...asked, limit: 10_000 })).toBe(true);
    expect(isLongSearch({ ...asked, transponderId: '1' })).toBe(true);
    expect(isLongSearch({ ...asked, transponderId: '1', ...over(30) })).toBe(false);
    expect(isLongSearch({ ...asked, decoderId: 'finish' })).toBe(true);
    expect(isLongSearch({ ...asked, loopId: 1, ...over(1) })).toBe(false);
  });

  it('summaries of more than a month, or of days where a gap can hide within ten minutes', () => {
    const gapMinutes = null;
    expect(isLongSummary({ ...over(30), gapMinutes })).toBe(false);
    expect(isLongSummary({ ...over(365), gapMinutes })).toBe(true);
    expect(isLongSummary({ ...over(30), gapMinutes: 30 })).toBe(false);
    expect(isLongSummary({ ...over(30), gapMinutes: 1 })).toBe(true);
    expect(isLongSummary({ ...over(1), gapMinutes: 1 })).toBe(false);
  });

  it('counts of more than an hour', () => {
    const hours = (count: number) => ({ fromUs: 0, untilUs: count * 3_600_000_000 });
    expect(isLongCount(hours(1))).toBe(false);
    expect(isLongCount(hours(24))).toBe(true);
  });

  it('a window that ends with the last microsecond of a long time', () => {
    const [month, day] = [over(31), over(2)];
    expect(isLongSummary({ ...month, gapMinutes: null })).toBe(true);
    expect(isLongSummary({ ...month, startMs: 1, gapMinutes: null })).toBe(false);
    expect(isLongSummary({ ...day, gapMinutes: 9 })).toBe(true);
    expect(isLongSummary({ ...day, gapMinutes: 10 })).toBe(false);
  });
});
