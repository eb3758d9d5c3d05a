import fc from 'fast-check';
import { NumberIndex } from './number-index.js';

const LAST = 2 ** 32 - 1;

describe(NumberIndex.name, () => {
  it('knows each number that was added, and finds it in the window of its stretch', () => {
    const passings = fc.array(
      fc.record({
        number: fc.oneof(fc.nat(3000), fc.integer({ min: LAST - 600, max: LAST })),
        timeUs: fc.nat(),
      }),
    );
    fc.assert(
      fc.property(passings, fc.nat(3000), fc.nat(3000), (added, one, other) => {
        const index = new NumberIndex();
        const seen = new Set<number>();
        for (const { number, timeUs } of added) {
          expect(index.add(number, timeUs)).toBe(!seen.has(number));
          seen.add(number);
        }
        expect([...seen].every((number) => index.has(number))).toBe(true);
        const [from, until] = [Math.min(one, other), Math.max(one, other)];
        const stretches = index.stretches(from, until);
        const within = [...seen].filter((number) => number >= from && number <= until);
        expect([index.count(from, until), index.count(0, LAST)]).toEqual([within.length, seen.size]);
        expect(index.last).toBe(Math.max(-1, ...seen));
        for (const { number, timeUs } of added.filter(
          (each) => each.number >= from && each.number <= until,
        )) {
          const holding = stretches.filter((each) => each.fromNumber <= number && each.untilNumber >= number);
          expect(holding).toHaveLength(1);
          expect(holding[0]?.window.fromUs).toBeLessThanOrEqual(timeUs);
          expect(holding[0]?.window.untilUs).toBeGreaterThanOrEqual(timeUs);
        }
        const all = index.stretches(0, LAST);
        expect(all.map((each) => each.fromNumber)).toEqual(
          all.map((each) => each.fromNumber).sort((first, second) => first - second),
        );
      }),
    );
  });

  it('lacks the numbers between', () => {
    const index = new NumberIndex();
    index.add(31, 1);
    index.add(33, 2);
    expect([30, 31, 32, 33, 34, LAST].map((number) => index.has(number))).toEqual([
      false,
      true,
      false,
      true,
      false,
      false,
    ]);
  });
});
