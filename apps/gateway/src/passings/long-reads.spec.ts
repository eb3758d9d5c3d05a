import { isLongSearch, isLongSummary, LongReads } from './long-reads.js';

const DAY_US = 86_400_000_000;
const over = (days: number): { readonly fromUs: number; readonly untilUs: number } => ({
  fromUs: 0,
  untilUs: days * DAY_US,
});

describe(LongReads.name, () => {
  it('reads one long one at once, the rest in their order, and short ones as they come', async () => {
    const reads = new LongReads();
    const begun: string[] = [];
    const finish: (() => void)[] = [];
    const long = (name: string): Promise<void> =>
      reads.take(true, () => {
        begun.push(name);
        return new Promise((resolve) => finish.push(resolve));
      });
    const all = ['a', 'b', 'c', 'd'].map(long);
    expect(await reads.take(false, () => Promise.resolve('short'))).toBe('short');
    expect(begun).toEqual(['a']);
    finish[0]?.();
    await all[0];
    await Promise.resolve();
    expect(begun).toEqual(['a', 'b']);
    for (let each = 1; each < all.length; each++) {
      finish[each]?.();
      await all[each];
      await Promise.resolve();
    }
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('refuses a long one when too many wait, says when to come again, and takes it then', async () => {
    const reads = new LongReads();
    const finish: (() => void)[] = [];
    const long = (): Promise<void> => reads.take(true, () => new Promise((resolve) => finish.push(resolve)));
    const taken = Array.from({ length: 17 }, long);
    await Promise.resolve();
    await expect(long()).rejects.toMatchObject({
      status: 503,
      reason: 'request.too_many_long',
      headers: { 'Retry-After': '1' },
    });
    finish[0]?.();
    await taken[0];
    await Promise.resolve();
    taken.push(long());
    while (finish.length < taken.length) {
      for (const each of finish) each();
      await new Promise(setImmediate);
    }
    for (const each of finish) each();
    await Promise.all(taken);
  });
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
});
