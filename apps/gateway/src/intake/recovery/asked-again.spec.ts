import { MissingNumbers } from '#passings';
import { AskedAgain } from './asked-again.js';
import { EMPTY_APART_MS } from './recovery-waits.js';

const all = MissingNumbers.of([{ from: 1, until: 100, sinceMs: 0 }]);

describe(AskedAgain.name, () => {
  let nowMs = 0;
  let asked: AskedAgain;
  beforeEach(() => {
    nowMs = 1000;
    asked = new AskedAgain(() => nowMs);
  });
  const block = (from: number, until = from): { from: number; until: number } => ({ from, until });
  const of = (ranges: readonly { from: number; until: number }[]): string =>
    ranges.map(({ from, until }) => `${from}-${until}`).join(' ');

  it('takes for empty what nothing came of twice, far enough apart, however it is cut', () => {
    expect(asked.cameNothing(block(1, 10))).toEqual([]);
    expect(of(asked.waiting())).toBe('1-10');
    nowMs += EMPTY_APART_MS - 1;
    expect(asked.cameNothing(block(1, 20))).toEqual([]);
    nowMs += 1;
    expect(of(asked.waiting())).toBe('11-20');
    expect(of(asked.cameNothing(block(5, 15)))).toBe('5-10');
    expect(asked.nextDueMs(all, true)).toBe(1000 + EMPTY_APART_MS);
    nowMs += EMPTY_APART_MS;
    expect(of(asked.cameNothing(block(1, 4)))).toBe('1-4');
    expect(of(asked.cameNothing(block(11, 20)))).toBe('11-20');
    expect(asked.nextDueMs(all, true)).toBeUndefined();
  });

  it('begins anew where something came meanwhile, and tells that it came late', () => {
    asked.cameNothing(block(1, 10));
    expect(asked.cameSome(block(20, 30), new Set([25]))).toBe(false);
    expect(asked.cameSome(block(1, 10), new Set([7]))).toBe(true);
    expect(asked.waiting()).toEqual([]);
    asked.cameLate();
    asked.cameNothing(block(1, 6));
    nowMs += EMPTY_APART_MS;
    expect(asked.cameNothing(block(1, 6))).toEqual([]);
    nowMs += EMPTY_APART_MS;
    expect(of(asked.cameNothing(block(1, 6)))).toBe('1-6');
  });

  it('is in no hurry for what is missing no more', () => {
    asked.cameNothing(block(1, 10));
    const others = MissingNumbers.of([{ from: 11, until: 20, sinceMs: 0 }]);
    expect(asked.nextDueMs(others, true)).toBeUndefined();
    expect(asked.nextDueMs(MissingNumbers.none, false)).toBeUndefined();
  });

  it('asks again for what failed after pauses that double up to ten minutes', () => {
    const pauses: number[] = [];
    for (let times = 0; times < 7; times++) {
      asked.failed(block(3));
      pauses.push(((asked.nextDueMs(all, false) ?? 0) - nowMs) / 1000);
      expect([asked.has(block(3)), of(asked.waiting())]).toEqual([true, '3-3']);
      expect(asked.nextDueMs(all, true)).toBeUndefined();
      nowMs = asked.nextDueMs(all, false) ?? 0;
      expect(asked.waiting()).toEqual([]);
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 600, 600]);
    asked.forget();
    asked.failed(block(3));
    expect((asked.nextDueMs(all, false) ?? 0) - nowMs).toBe(30_000);
  });
});
