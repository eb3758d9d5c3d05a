import fc from 'fast-check';
import { LARGEST_BLOCK, MOST_BLOCKS, MOST_NUMBERS, planAudit } from './audit-plan.js';

const every = (from: number, until: number, step = 1): Set<number> => {
  const numbers = new Set<number>();
  for (let number = from; number <= until; number += step) numbers.add(number);
  return numbers;
};

describe(planAudit.name, () => {
  it('asks nothing where all is kept, and nothing of a decoder that has nothing', () => {
    expect(planAudit({ from: 5, until: 9 }, every(5, 9))).toEqual({
      range: { from: 5, until: 9 },
      missing: new Set(),
      blocks: [],
      isCut: false,
    });
    expect(planAudit({ from: 1, until: 0 }, new Set())).toMatchObject({ blocks: [], isCut: false });
  });

  it('asks for holes, newest first, and once for holes that lie close together', () => {
    const kept = every(1, 100);
    for (const hole of [3, 4, 40, 50, 51, 100]) kept.delete(hole);
    const { blocks, missing } = planAudit({ from: 1, until: 100 }, kept);
    expect(blocks).toEqual([
      { from: 100, until: 100 },
      { from: 40, until: 51 },
      { from: 3, until: 4 },
    ]);
    expect([...missing]).toEqual([100, 51, 50, 40, 4, 3]);
  });

  it('asks a decoder that counts by 2 in whole blocks', () => {
    const { blocks, missing } = planAudit({ from: 1, until: 5000 }, every(1, 5000, 2));
    expect(missing.size).toBe(2500);
    expect(blocks.length).toBeLessThanOrEqual(6);
  });

  it('looks at so many numbers and asks so many blocks, and says when there were more', () => {
    const { range, isCut, blocks } = planAudit({ from: 0, until: 711_875 }, new Set());
    expect([range.from, blocks.length, isCut]).toEqual([711_876 - MOST_NUMBERS, 10, true]);

    const scattered = every(1, 9000);
    for (let hole = 100; hole <= 9000; hole += 100) scattered.delete(hole);
    const cut = planAudit({ from: 1, until: 9000 }, scattered);
    expect(cut.blocks).toHaveLength(MOST_BLOCKS);
    expect(cut.range).toEqual({ from: 9000 - MOST_BLOCKS * 100 + 1, until: 9000 });
    expect(cut.isCut).toBe(true);
  });

  it('covers every missing number of its range, once, in blocks of bounded size, newest first', () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 2500 }), fc.integer({ min: 0, max: 40 })), {
      maxLength: 120,
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), runs, (first, pairs) => {
        const kept = new Set<number>();
        let next = first;
        for (const [missing, stay] of pairs) {
          next += missing;
          for (let each = 0; each < stay; each++) kept.add(next++);
        }
        const { range, missing, blocks, isCut } = planAudit({ from: first, until: next - 1 }, kept);
        expect(isCut).toBe(range.from > first);
        expect(range.until - range.from).toBeLessThan(MOST_NUMBERS);
        expect(blocks.length).toBeLessThanOrEqual(MOST_BLOCKS);

        let above = range.until + 1;
        const asked = new Set<number>();
        for (const { from, until } of blocks) {
          expect(until).toBeLessThan(above);
          expect(until - from).toBeGreaterThanOrEqual(0);
          expect(until - from).toBeLessThan(LARGEST_BLOCK);
          expect([kept.has(from), kept.has(until)]).toEqual([false, false]);
          for (let number = from; number <= until; number++) if (!kept.has(number)) asked.add(number);
          above = from;
        }
        const wanted = [...every(range.from, range.until)].filter((number) => !kept.has(number));
        expect([...asked].sort((a, b) => a - b)).toEqual(wanted);
        expect(missing).toEqual(asked);
      }),
      { numRuns: 60 },
    );
  });
});
