import fc from 'fast-check';
import type { FeedRun } from './feed-run.js';
import { slotsWithoutRun } from './open-slots.js';

const run = (first: number, count: number, given: Partial<FeedRun> = {}): FeedRun => ({
  first,
  chunk: 7,
  segment: 0,
  slot: 0,
  count,
  ...given,
});

describe(slotsWithoutRun.name, () => {
  const segment = { chunk: 7, segment: 0, slots: 10, base: 0 };
  const without = (runs: FeedRun[], given = {}): [slot: number, count: number][] =>
    slotsWithoutRun([{ ...segment, ...given }], runs).map(({ slot, count }) => [slot, count]);

  it('are those between the runs, and behind them', () => {
    expect(without([])).toEqual([[0, 10]]);
    expect(without([run(1, 10)])).toEqual([]);
    expect(without([run(9, 2, { slot: 5 }), run(1, 3)])).toEqual([
      [3, 2],
      [7, 3],
    ]);
    expect(without([run(1, 10)], { segment: 1 })).toEqual([[0, 10]]);
    expect(without([run(1, 30)])).toEqual([]);
    expect(without([run(1, 3, { slot: 12 })])).toEqual([[0, 10]]);
  });

  it('are those of passings that came after a run was dropped with its chunk', () => {
    expect(without([run(1, 10)], { base: 5 })).toEqual([[0, 10]]);
    expect(without([run(1, 10), run(5, 4)], { base: 5 })).toEqual([[4, 6]]);
  });

  it('leave each slot in one run once they have one', () => {
    const runs = fc.array(
      fc.record({ first: fc.nat(50), slot: fc.nat(12), count: fc.integer({ min: 1, max: 6 }) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(runs, fc.nat(10), (drawn, slots) => {
        const given = drawn.map((each) => run(each.first, each.count, { slot: each.slot }));
        const gaps = slotsWithoutRun([{ ...segment, slots }], given);
        const covered = [...given, ...gaps];
        for (let slot = 0; slot < slots; slot++) {
          const has = (each: { slot: number; count: number }): boolean =>
            each.slot <= slot && slot < each.slot + each.count;
          expect(covered.some(has)).toBe(true);
          expect(gaps.filter(has).length).toBe(given.some(has) ? 0 : 1);
        }
      }),
    );
  });
});
