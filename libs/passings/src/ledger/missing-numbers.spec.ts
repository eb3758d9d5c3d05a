import fc from 'fast-check';
import { arbitraryRanges } from '../testing/arbitrary-ranges.js';
import { MissingNumbers } from './missing-numbers.js';
import { missingIn, type MissingRange } from './missing-range.js';
import { countIn, type NumberRange, subtract } from './number-ranges.js';

const HIGHEST = 700;

/** The plain model: each missing number by itself, and since when it is missing. */
class Naive {
  readonly sinceMs = new Map<number, number>();

  add({ from, until, sinceMs }: MissingRange): void {
    for (let number = from; number <= until; number++) this.sinceMs.set(number, sinceMs);
  }

  remove({ from, until }: NumberRange): void {
    for (let number = from; number <= until; number++) this.sinceMs.delete(number);
  }

  numbers(): number[] {
    return [...this.sinceMs.keys()].sort((a, b) => a - b);
  }
}

function numbersOf(ranges: Iterable<NumberRange>): number[] {
  return [...ranges].flatMap(({ from, until }) =>
    Array.from({ length: until - from + 1 }, (_, at) => from + at),
  );
}

const limits = fc
  .tuple(fc.nat(HIGHEST), fc.nat(60))
  .map(([from, length]) => ({ from, until: from + length }));
const step = fc.record({ limits, sinceMs: fc.nat(3), isMissing: fc.boolean() });

describe(MissingNumbers.name, () => {
  it('is, after any changes, what a set of numbers is', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), limits, (steps, looked) => {
        const naive = new Naive();
        let missing = MissingNumbers.none;
        for (const { limits: each, sinceMs, isMissing } of steps) {
          missing = missing.without(each);
          naive.remove(each);
          if (!isMissing) continue;
          missing = missing.with({ ...each, sinceMs });
          naive.add({ ...each, sinceMs });
        }
        const numbers = naive.numbers();
        expect(numbersOf(missing)).toEqual(numbers);
        expect([missing.count, missing.length, missing.first?.from]).toEqual([
          numbers.length,
          [...missing].length,
          numbers[0],
        ]);
        for (let number = 0; number < HIGHEST; number += 13) {
          expect(missing.rangeWith(number)?.sinceMs).toBe(naive.sinceMs.get(number));
          expect((missing.rangeFrom(number)?.until ?? Infinity) >= number).toBe(true);
        }
        const isLooked = (number: number): boolean => number >= looked.from && number <= looked.until;
        expect(numbersOf(missing.within(looked))).toEqual(numbers.filter(isLooked));
      }),
    );
  });

  it('keeps its leaves neither empty nor too long, and those that are the same as they are', () => {
    fc.assert(
      fc.property(arbitraryRanges(3000), limits, (ranges, dropped) => {
        const missing = MissingNumbers.of(ranges);
        const left = missing.without(dropped);
        const lengths = left.leaves.map((leaf) => leaf.ranges.length);
        expect(lengths.every((length) => length > 0 && length <= 32)).toBe(true);
        const same = left.leaves.filter((leaf) => missing.leaves.includes(leaf)).length;
        expect(same).toBeGreaterThanOrEqual(missing.leaves.length - 5 - Math.ceil(60 / 2 / 16));
      }),
    );
  });

  it('counts in a joined range what is missing, and gives all of it back when it is asked for', () => {
    const joined = { from: 10, until: 29, sinceMs: 5, settled: 8 };
    const missing = MissingNumbers.of([joined, { from: 40, until: 40, sinceMs: 6 }]);
    expect(missing.count).toBe(13);
    const asked = missing.unfolded({ from: 10, until: 19 });
    expect([...asked]).toEqual([
      { from: 10, until: 19, sinceMs: 5 },
      { from: 20, until: 29, sinceMs: 5, settled: 4 },
      { from: 40, until: 40, sinceMs: 6 },
    ]);
    expect(asked.unfolded({ from: 0, until: 19 })).toBe(asked);
  });

  it('lists no more ranges than it is told, as many numbers missing, and every range within one of them', () => {
    fc.assert(
      fc.property(arbitraryRanges(1000), fc.integer({ min: 1, max: 50 }), (ranges, most) => {
        const listed = MissingNumbers.of(ranges).listed(most);
        expect(listed.length).toBeLessThanOrEqual(most);
        expect(missingIn(listed)).toBe(missingIn(ranges));
        const isIn = ({ from, until, sinceMs }: MissingRange): boolean =>
          listed.some((each) => each.from <= from && each.until >= until && each.sinceMs <= sinceMs);
        expect(ranges.every(isIn)).toBe(true);
      }),
    );
  });

  it('takes many behind all others as if they came one by one', () => {
    fc.assert(
      fc.property(arbitraryRanges(400), arbitraryRanges(900), (ranges, added) => {
        const behind = added.map((each) => ({ ...each, from: each.from + 400, until: each.until + 400 }));
        const all = MissingNumbers.of(ranges).withBehind(behind);
        const naive = behind.reduce((missing, each) => missing.with(each), MissingNumbers.of(ranges));
        expect([numbersOf(all), all.count]).toEqual([numbersOf(naive), naive.count]);
        expect(all.leaves.every((leaf) => leaf.ranges.length > 0 && leaf.ranges.length <= 32)).toBe(true);
      }),
    );
  });

  it('takes many anywhere as if they came one by one', () => {
    fc.assert(
      fc.property(arbitraryRanges(400), arbitraryRanges(900), (ranges, others) => {
        const added = subtract(others, ranges);
        const all = MissingNumbers.of(ranges).withAll(added);
        const naive = added.reduce((missing, each) => missing.with(each), MissingNumbers.of(ranges));
        expect([numbersOf(all), all.count]).toEqual([numbersOf(naive), naive.count]);
        for (const { from, sinceMs } of [...ranges, ...added])
          expect(all.rangeWith(from)?.sinceMs).toBe(sinceMs);
        expect(all.leaves.every((leaf) => leaf.ranges.length > 0 && leaf.ranges.length <= 32)).toBe(true);
      }),
    );
  });

  it('keeps the leaves that nothing is added to, where many are added', () => {
    const ranges = Array.from({ length: 3200 }, (_, at) => ({ from: 4 * at, until: 4 * at, sinceMs: 1 }));
    const before = MissingNumbers.of(ranges);
    const after = before.withAll([2, 6, 10].map((number) => ({ from: number, until: number, sinceMs: 2 })));
    const kept = after.leaves.filter((leaf) => before.leaves.includes(leaf));
    expect([after.length, kept.length]).toEqual([3203, before.leaves.length - 1]);
  });

  it('joins the oldest where there are more than memory has room for, and leaves none out', () => {
    let missing = MissingNumbers.none;
    const most = 250_003;
    for (let at = 0; at < most; at++) missing = missing.with({ from: 2 * at, until: 2 * at, sinceMs: at });
    expect(missing.length).toBeLessThanOrEqual(250_000);
    expect([missing.count, missing.first?.from, missing.first?.sinceMs]).toEqual([most, 0, 0]);
    expect(missing.rangeWith(2 * most - 2)).toEqual({
      from: 2 * most - 2,
      until: 2 * most - 2,
      sinceMs: most - 1,
    });
  });
});

describe(subtract.name, () => {
  it('leaves the numbers that are in one and not in the other', () => {
    fc.assert(
      fc.property(arbitraryRanges(300), arbitraryRanges(300), (ranges, others) => {
        const gone = new Set(numbersOf(others));
        const left = subtract(ranges, others);
        expect(numbersOf(left)).toEqual(numbersOf(ranges).filter((number) => !gone.has(number)));
        expect(countIn(left)).toBe(numbersOf(left).length);
      }),
    );
  });
});
