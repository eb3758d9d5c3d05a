import { Problem } from '../../../../platform/problems/problem.js';
import { LongReads } from './long-reads.js';
import type { ReadLoad } from './read-load.js';

const YEAR: ReadLoad = { kind: 'sessions', size: 22_000 };
const SHORT: ReadLoad = { kind: 'sessions', size: 100 };

describe(LongReads.name, () => {
  let nowMs: number;
  let reads: LongReads;
  let finish: (() => void)[];
  beforeEach(() => {
    nowMs = 0;
    finish = [];
    reads = new LongReads(() => nowMs);
  });

  const taking = (ms: number) => (): Promise<void> => {
    nowMs += ms;
    return Promise.resolve();
  };
  const held = (): Promise<void> => new Promise((resolve) => finish.push(resolve));
  const turn = (): Promise<void> => new Promise(setImmediate);
  const reason = (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'answered',
      (error: unknown) => (error instanceof Problem ? error.reason : String(error)),
    );
  /** Finishes the reads, each after `eachMs`, until none waits. */
  const finishAll = async (eachMs: number): Promise<void> => {
    for (let next = finish.shift(); next !== undefined; next = finish.shift()) {
      nowMs += eachMs;
      next();
      await turn();
    }
  };

  it('reads one at once, the rest in their order', async () => {
    const begun: string[] = [];
    const all = ['a', 'b', 'c', 'd'].map((name) =>
      reads.take(SHORT, () => {
        begun.push(name);
        return held();
      }),
    );
    for (let each = 0; each < all.length; each++) {
      await turn();
      expect(begun).toEqual(['a', 'b', 'c', 'd'].slice(0, each + 1));
      finish.shift()?.();
      await all[each];
    }
  });

  it('refuses at once whoever could not be answered in time, and says how long the line is', async () => {
    for (let each = 0; each < 10; each++) await reads.take(YEAR, taking(2000));
    const taken = Array.from({ length: 4 }, () => reads.take(YEAR, held));
    const refused = { status: 503, reason: 'request.too_many_long', headers: { 'Retry-After': '8' } };
    await expect(reads.take(YEAR, held)).rejects.toMatchObject(refused);
    await finishAll(2000);
    await Promise.all(taken);
    await reads.take(YEAR, taking(1));
  });

  it('is not led to believe by many fast reads of another kind that forty of a year are answered in time', async () => {
    for (let each = 0; each < 1000; each++) await reads.take(SHORT, taking(1));
    const asked = Array.from({ length: 40 }, () => reason(reads.take(YEAR, held)));
    await turn();
    const atOnce = new Set<string>();
    for (const each of asked) void each.then((how) => atOnce.add(how));
    await turn();
    expect([...atOnce]).toEqual(['request.too_many_long']);
    await finishAll(500);
    const answered = (await Promise.all(asked)).filter((how) => how === 'answered');
    expect(answered.length).toBeGreaterThan(3);
    expect(answered.length * 500).toBeLessThan(10_000);
  });

  it('is not led to believe it by failures either, which are fast', async () => {
    const failing = (): Promise<void> => Promise.reject(new Error('Connection is closed.'));
    await reads.take(YEAR, taking(1000));
    for (let each = 0; each < 100; each++) await reason(reads.take(YEAR, failing));
    const asked = Array.from({ length: 40 }, () => reason(reads.take(YEAR, held)));
    await finishAll(1000);
    const answered = (await Promise.all(asked)).filter((how) => how === 'answered');
    expect(answered).toHaveLength(8);
  });

  it('refuses who waits as soon as it shows that reads like theirs have become slow', async () => {
    for (let each = 0; each < 10; each++) await reads.take(YEAR, taking(5));
    const toldMs: number[] = [];
    const answered: number[] = [];
    const asked = Array.from({ length: 40 }, () =>
      reads.take(YEAR, held).then(
        () => answered.push(nowMs),
        () => toldMs.push(nowMs - 50),
      ),
    );
    await turn();
    await finishAll(500);
    await Promise.all(asked);
    expect(answered).toHaveLength(19);
    expect(Math.max(...toldMs)).toBeLessThanOrEqual(500);
    expect(Math.max(...answered) - 50).toBeLessThan(10_000);
  });

  it('lets in what takes longer than the promise by itself, where nobody else is', async () => {
    await reads.take(YEAR, taking(15_000));
    expect(await reason(reads.take(YEAR, taking(15_000)))).toBe('answered');
    const alone = reason(reads.take(YEAR, held));
    expect(await reason(reads.take(YEAR, held))).toBe('request.too_many_long');
    await finishAll(15_000);
    expect(await alone).toBe('answered');
  });

  it('refuses whoever comes when very many wait, however fast that goes', async () => {
    await reads.take(SHORT, taking(1));
    const all = Array.from({ length: 251 }, () => reads.take(SHORT, held));
    await expect(reads.take(SHORT, held)).rejects.toMatchObject({ headers: { 'Retry-After': '2' } });
    await turn();
    await finishAll(1);
    await Promise.all(all);
  });
});
