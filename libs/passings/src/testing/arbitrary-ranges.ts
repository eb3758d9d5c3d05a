import fc from 'fast-check';
import type { MissingRange } from '../ledger/missing-range.js';

/** Ranges below a number that ascend and lie apart, some of them joined. */
export function arbitraryRanges(below: number): fc.Arbitrary<MissingRange[]> {
  const drawn = fc.record({
    gap: fc.integer({ min: 1, max: 9 }),
    length: fc.integer({ min: 1, max: 5 }),
    sinceMs: fc.nat(100),
    settled: fc.nat(4),
  });
  return fc.array(drawn, { maxLength: below }).map((all) => {
    const ranges: MissingRange[] = [];
    let from = 0;
    for (const { gap, length, sinceMs, settled } of all) {
      from += gap;
      if (from + length > below) break;
      const isJoined = settled > 0 && settled < length;
      ranges.push({ from, until: from + length - 1, sinceMs, ...(isJoined ? { settled } : {}) });
      from += length;
    }
    return ranges;
  });
}
