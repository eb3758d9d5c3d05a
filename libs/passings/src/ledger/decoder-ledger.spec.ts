import fc from 'fast-check';
import {
  account,
  beginLedger,
  contiguousMark,
  type DecoderLedger,
  isCounted,
  LARGEST_JUMP,
  missingCount,
  reach,
  receivedCount,
  renumber,
  reopen,
  settleEmpty,
  suspected,
  unfolded,
} from './decoder-ledger.js';
import { MissingNumbers } from './missing-numbers.js';
import { missingIn } from './missing-range.js';
import { beginAgain, reconcile } from './reconcile.js';

const NOW_MS = 1_707_934_320_000;
const NUMBERING = { wireId: 0x20f93, sessionNumber: 1, sessionTimeS: 1_700_000_000, lowestNumber: 1 };

function ranges({ missing }: DecoderLedger): number[][] {
  return [...missing].map(({ from, until }) => [from, until]);
}

describe('a ledger', () => {
  it('begins at the first passing ever, and moves its mark over what is contiguous', () => {
    const { ledger } = account(undefined, [17, 18, 19], NOW_MS);
    expect([ledger.firstNumber, contiguousMark(ledger), receivedCount(ledger)]).toEqual([17, 19, 3]);
  });

  it('keeps what is missing, and stays below it with its mark', () => {
    const { ledger } = account(beginLedger(1), [1, 2, 5, 6, 9], NOW_MS);
    expect(ranges(ledger)).toEqual([
      [3, 4],
      [7, 8],
    ]);
    expect([contiguousMark(ledger), ledger.highest, receivedCount(ledger)]).toEqual([2, 9, 5]);
    const later = account(ledger, [4, 3, 8], NOW_MS + 1);
    expect(ranges(later.ledger)).toEqual([[7, 7]]);
    expect([later.ledger.recovered, contiguousMark(later.ledger)]).toEqual([3, 6]);
  });

  it('counts what the decoder does not have either as empty, and goes on over it', () => {
    const { ledger } = account(beginLedger(1), [1, 3, 5], NOW_MS);
    const settled = settleEmpty(ledger, { from: 2, until: 4 });
    expect([settled.empty, contiguousMark(settled), receivedCount(settled)]).toEqual([2, 5, 3]);
  });

  it('that was suspected before anything was counted is held against what was counted since', () => {
    const witness = { number: 2, rtcTimeUs: 7, transponderId: '1' };
    const begun = suspected(beginLedger(1), NOW_MS);
    const counted = { ...account(begun, [2], NOW_MS).ledger, witness };
    expect(counted.unproven).toMatchObject({ witness: null, highest: 0 });
    const again = suspected(counted, NOW_MS + 1);
    expect(again.unproven).toMatchObject({ witness, highest: 2, sinceMs: NOW_MS });
    const later = { ...account(again, [3], NOW_MS).ledger, witness: { ...witness, number: 3 } };
    expect(suspected(later, NOW_MS + 2)).toBe(later);
  });

  it('does not know what replaced that which was there before anything was counted', () => {
    const witness = { number: 9, rtcTimeUs: 7, transponderId: '1' };
    const begun = suspected(beginLedger(9), NOW_MS);
    const counted = { ...account(begun, [9], NOW_MS).ledger, witness };
    expect(suspected(counted, NOW_MS + 1)).toMatchObject({
      doubt: { reason: 'cannot_resend', sinceMs: NOW_MS + 1 },
      unproven: { witness, highest: 9 },
    });
  });

  it('takes back what was settled as empty', () => {
    const { ledger } = account(beginLedger(1), [1, 5, 9], NOW_MS);
    const settled = settleEmpty(settleEmpty(ledger, { from: 2, until: 4 }), { from: 6, until: 7 });
    const again = reopen(
      settled,
      [
        { from: 2, until: 3 },
        { from: 6, until: 8 },
      ],
      NOW_MS + 1,
    );
    expect([ranges(again), again.empty]).toEqual([
      [
        [2, 3],
        [6, 7],
        [8, 8],
      ],
      1,
    ]);
  });

  it('knows every hole, however many there are, and says of what is lost how much it was', () => {
    const odd = Array.from({ length: 10_003 }, (_, at) => 2 * at + 1);
    const { ledger } = account(beginLedger(1), odd, NOW_MS);
    expect([ledger.missing.length, missingCount(ledger)]).toEqual([10_002, 10_002]);
    expect([receivedCount(ledger), contiguousMark(ledger)]).toEqual([10_003, 1]);
    const begun = renumber(ledger, 1, NUMBERING);
    expect(begun.lost.length).toBeLessThanOrEqual(100);
    expect([missingIn(begun.lost), begun.lostCount]).toEqual([10_002, 10_002]);
  });

  it('asks for all numbers of a joined hole, and has none missing when all came or are empty', () => {
    const joined = { from: 3, until: 12, sinceMs: NOW_MS, settled: 4 };
    const ledger = { ...beginLedger(1), highest: 20, missing: MissingNumbers.of([joined]) };
    expect([missingCount(ledger), isCounted(ledger, 5), contiguousMark(ledger)]).toEqual([6, false, 2]);
    // A number of a joined range that comes without a request may be a repeat.
    expect(account(ledger, [5], NOW_MS)).toMatchObject({ ledger, far: [], below: [] });
    const asked = unfolded(ledger, { from: 3, until: 8 });
    expect([ranges(asked), missingCount(asked)]).toEqual([
      [
        [3, 8],
        [9, 12],
      ],
      9,
    ]);
    const came = account(asked, [3, 4, 5, 6], NOW_MS).ledger;
    const settled = settleEmpty(came, { from: 3, until: 8 });
    expect([ranges(settled), settled.recovered, settled.empty]).toEqual([[[9, 12]], 4, 2]);
    const rest = settleEmpty(unfolded(settled, { from: 9, until: 12 }), { from: 9, until: 12 });
    expect([missingCount(rest), contiguousMark(rest)]).toEqual([0, 20]);
  });

  it('does not believe a jump, nor a number from below, by itself', () => {
    const known = account(undefined, [100], NOW_MS).ledger;
    const forged = account(known, [4_294_967_295, 101, 50, 101 + LARGEST_JUMP], NOW_MS);
    expect([forged.far, forged.below]).toEqual([[4_294_967_295], [50]]);
    expect([forged.ledger.highest, missingCount(forged.ledger)]).toEqual([101 + LARGEST_JUMP, 9999]);
  });

  it('loses nothing of an old numbering out of sight', () => {
    const old = account(beginLedger(1), [1, 4], NOW_MS).ledger;
    const begun = renumber(old, 1, NUMBERING);
    expect(begun.lost).toEqual([{ epoch: 1, from: 2, until: 3, sinceMs: NOW_MS }]);
    expect([begun.epoch, begun.highest, missingCount(begun)]).toEqual([2, 0, 0]);
  });

  /** Compares with the plain model: two sets of numbers. */
  it('is, for any order of passings and answers, what sets of numbers say', () => {
    const number = fc.integer({ min: 1, max: 60 });
    const step = fc.oneof(
      fc.record({ what: fc.constant('passing' as const), number }),
      fc.record({ what: fc.constant('reach' as const), number }),
      fc.record({ what: fc.constant('empty' as const), number }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let ledger = beginLedger(1);
        let highest = 0;
        const received = new Set<number>();
        const empty = new Set<number>();
        for (const { what, number: each } of steps) {
          if (what === 'passing') {
            ledger = account(ledger, [each], NOW_MS).ledger;
            if (!empty.has(each)) received.add(each);
            highest = Math.max(highest, each);
          } else if (what === 'reach') {
            ledger = reach(ledger, each, NOW_MS);
            highest = Math.max(highest, each);
          } else {
            ledger = settleEmpty(ledger, { from: each, until: each + 4 });
            for (let one = each; one <= Math.min(each + 4, highest); one++)
              if (!received.has(one)) empty.add(one);
          }
        }
        const all = Array.from({ length: highest }, (_, at) => at + 1);
        const missing = all.filter((one) => !received.has(one) && !empty.has(one));
        expect([...ledger.missing].flatMap(({ from, until }) => all.slice(from - 1, until))).toEqual(missing);
        expect([ledger.highest, ledger.empty, receivedCount(ledger)]).toEqual([
          highest,
          empty.size,
          received.size,
        ]);
        expect(contiguousMark(ledger)).toBe((missing[0] ?? highest + 1) - 1);
      }),
    );
  });
});

describe('reconcile', () => {
  const session = { firstNumber: 1, lastNumber: 500, numbering: NUMBERING };

  it.each([
    ['none', 501, 0],
    ['all', 1, 500],
    [20, 481, 20],
    [9999, 1, 500],
  ] as const)(
    'on the first contact ever with backfill=%s begins at %d, with %d to fetch',
    (backfill, first, count) => {
      const ledger = reconcile(undefined, session, backfill, NOW_MS);
      expect([ledger.firstNumber, missingCount(ledger), ledger.epoch]).toEqual([first, count, 1]);
    },
  );

  it('fetches what is before the first passing too, where that came before the answer', () => {
    const { ledger } = account(undefined, [501], NOW_MS);
    const filled = reconcile(ledger, { ...session, lastNumber: 501 }, 'all', NOW_MS);
    expect([filled.firstNumber, ranges(filled)]).toEqual([1, [[1, 500]]]);
    const again = reconcile(filled, { ...session, lastNumber: 501 }, 'none', NOW_MS);
    expect(again).toEqual(filled);
  });

  const known = reconcile(undefined, session, 'none', NOW_MS);

  it('misses what the decoder gave while we were away, however much', () => {
    const ledger = reconcile(known, { ...session, lastNumber: 50_500 }, 'none', NOW_MS);
    expect([ranges(ledger), ledger.epoch]).toEqual([[[501, 50_500]], 1]);
  });

  it('begins again at the first number that the decoder has, and knows what the old numbering lacks', () => {
    const holed = account(known, [503], NOW_MS).ledger;
    const away = suspected(holed, NOW_MS);
    // Number 501 is of the new numbering, and was counted before that began: it fills no hole of the old one.
    const mixed = account(away, [501, 510], NOW_MS).ledger;
    const begun = beginAgain(mixed, { ...session, lastNumber: 510 }, NOW_MS);
    expect([begun.epoch, ranges(begun)]).toEqual([2, [[1, 510]]]);
    expect(begun.lost.map(({ from, until }) => [from, until])).toEqual([[501, 502]]);
  });

  it('does not take for lower what came in behind the question', () => {
    const { ledger } = account(known, [501], NOW_MS);
    expect(reconcile(ledger, session, 'none', NOW_MS)).toEqual(ledger);
  });
});
