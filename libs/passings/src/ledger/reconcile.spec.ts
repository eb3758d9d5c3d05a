import { account, beginLedger, type DecoderLedger } from './decoder-ledger.js';
import { UNKNOWN_NUMBERING } from './numbering.js';
import { beginAgain, HIGHEST_NUMBER, reachBack, reconcile, sessionOf } from './reconcile.js';

const NOW_MS = 1_707_934_320_000;
const told = (firstNumber: number, lastNumber: number) => ({
  firstNumber,
  lastNumber,
  numbering: UNKNOWN_NUMBERING,
});
const ranges = ({ missing }: DecoderLedger): number[][] =>
  [...missing].map(({ from, until }) => [from, until]);
const known = account(beginLedger(1), [1, 2, 5], NOW_MS).ledger;

describe(beginAgain.name, () => {
  it('wants everything that the decoder has, and counts what was missing as lost', () => {
    const begun = beginAgain(known, told(1, 12), NOW_MS);
    expect(ranges(begun)).toEqual([[1, 12]]);
    expect(begun).toMatchObject({ epoch: 2, firstNumber: 1, lostCount: 2 });
  });

  it('has nothing to want of a decoder that has nothing', () => {
    const begun = beginAgain(known, told(1, 0), NOW_MS);
    expect([begun.firstNumber, begun.highest, ranges(begun)]).toEqual([1, 0, []]);
  });

  it('wants all up to the highest number first where they went over it', () => {
    expect(ranges(beginAgain(known, told(HIGHEST_NUMBER - 5, 3), NOW_MS))).toEqual([
      [HIGHEST_NUMBER - 5, HIGHEST_NUMBER],
    ]);
    expect(ranges(beginAgain(known, told(500, 3), NOW_MS))).toEqual([[0, 3]]);
  });

  it('looks no further back than any decoder keeps', () => {
    expect(ranges(beginAgain(known, told(0, 4_000_000), NOW_MS))).toEqual([[3_000_000, 4_000_000]]);
  });
});

describe(sessionOf.name, () => {
  it('is told by the numbers that came', () => {
    expect(sessionOf([], UNKNOWN_NUMBERING)).toEqual(told(0, 0));
    expect(sessionOf([7, 12, 3], UNKNOWN_NUMBERING)).toEqual(told(0, 12));
    expect(sessionOf([711_875], UNKNOWN_NUMBERING)).toEqual(told(611_875, 711_875));
  });
});

describe('the first contact', () => {
  it('reaches back as `backfill` says', () => {
    for (const [backfill, first] of [
      ['none', 13],
      ['all', 1],
      [5, 8],
      [50, 1],
    ] as const)
      expect(reconcile(undefined, told(1, 12), backfill, NOW_MS).firstNumber).toBe(first);
  });

  it('reaches no further back than to 0 where the numbers went over the highest', () => {
    for (const [backfill, first] of [
      ['none', 4],
      ['all', 0],
      [2, 2],
      [50, 0],
    ] as const)
      expect(reconcile(undefined, told(HIGHEST_NUMBER - 5, 3), backfill, NOW_MS).firstNumber).toBe(first);
  });

  it('reaches back from the first passing that came, once, where the decoder does not tell its numbers', () => {
    const begun = account(undefined, [12], NOW_MS).ledger;
    expect(reachBack(begun, 'none', NOW_MS)).toEqual({ ...begun, isReconciled: true });
    expect(ranges(reachBack(begun, 5, NOW_MS))).toEqual([[7, 11]]);
    const all = reachBack(begun, 'all', NOW_MS);
    expect(ranges(all)).toEqual([[0, 11]]);
    expect(reachBack(all, 'all', NOW_MS)).toBe(all);
  });
});
