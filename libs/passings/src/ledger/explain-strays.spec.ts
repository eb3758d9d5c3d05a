import { account, beginLedger, suspected } from './decoder-ledger.js';
import { explainStrays } from './explain-strays.js';
import { MissingNumbers } from './missing-numbers.js';
import type { Witness } from './numbering.js';

const NOW_MS = 1_707_934_320_000;
const ALL_OF_IT = { from: 1, until: 2, sinceMs: NOW_MS };
const known = account(beginLedger(1), [1, 2, 3, 5], NOW_MS).ledger;
const explain = ({ far = [], below = [] }: { far?: number[]; below?: number[] }) =>
  explainStrays(known, { far, below: below.map(passing) }, NOW_MS);

function passing(number: number): Witness {
  return { number, rtcTimeUs: number, transponderId: '1' };
}

describe(explainStrays.name, () => {
  it('takes nothing from a number that stands alone, or from numbers that do not go on from each other', () => {
    for (const far of [[], [4_000_000_000], [50_000, 50_001], [50_000, 90_000, 20_000], [9, 8, 7]])
      expect(explain({ far })).toBe(known);
    expect(explain({ below: [2] })).toBe(known);
  });

  it('reaches up to a run, so that what is before it is fetched', () => {
    const ledger = explain({ far: [4_000_000_000, 50_001, 50_002, 50_003] });
    expect([
      ledger.epoch,
      ledger.highest,
      [...ledger.missing].map(({ from, until }) => [from, until]),
    ]).toEqual([
      1,
      50_003,
      [
        [4, 4],
        [6, 50_000],
      ],
    ]);
  });

  it('begins at the run where nothing was counted before', () => {
    const far = [711_875, 711_876, 711_878];
    const ledger = explainStrays(beginLedger(2579), { far, below: [] }, NOW_MS);
    expect([ledger.epoch, ledger.firstNumber, ledger.highest, ledger.missing.length]).toEqual([
      1, 711_875, 711_878, 1,
    ]);
  });

  it('does not know what a later numbering had before, where that said to have passings', () => {
    const far = [711_875, 711_876, 711_878];
    const saysToHaveTwo = {
      ...beginLedger(1),
      epoch: 2,
      highest: 2,
      missing: MissingNumbers.of([ALL_OF_IT]),
    };
    expect(explainStrays(saysToHaveTwo, { far, below: [] }, NOW_MS).doubt?.reason).toBe('began_unseen');
    expect(explainStrays({ ...beginLedger(1), epoch: 2 }, { far, below: [] }, NOW_MS).doubt).toBeNull();
  });

  it('begins anew at a run that no decoder can have come to', () => {
    const ledger = explain({ far: [3_000_000_000, 3_000_000_001, 3_000_000_002] });
    expect([ledger.epoch, ledger.firstNumber, ledger.highest, ledger.lost.length]).toEqual([
      2, 3_000_000_000, 3_000_000_002, 1,
    ]);
  });

  it('begins anew where low numbers come that were not kept before', () => {
    const ledger = explain({ below: [1, 2, 4] });
    expect([ledger.epoch, ledger.firstNumber, ledger.highest]).toEqual([2, 1, 4]);
    expect([...ledger.missing]).toMatchObject([{ from: 3, until: 3 }]);
  });

  it('does not know what came before where the first that comes of a new numbering is not its lowest', () => {
    expect(explain({ below: [1, 2, 4] }).doubt).toBeNull();
    expect(explain({ below: [2, 3, 4] })).toMatchObject({ epoch: 2, doubt: { reason: 'began_unseen' } });
    const far = [3_000_000_000, 3_000_000_001, 3_000_000_002];
    expect(explain({ far }).doubt).toEqual({ reason: 'began_unseen', sinceMs: NOW_MS });
  });

  it('doubts the beginning where the decoder was out of sight before anything was counted', () => {
    const far = [711_875, 711_876, 711_878];
    const strays = { far, below: [] };
    const begun = explainStrays(suspected(beginLedger(2579), NOW_MS - 1), strays, NOW_MS);
    expect(begun).toMatchObject({ unproven: null, isReconciled: false, doubt: { reason: 'began_unseen' } });
    expect(explainStrays(beginLedger(2579), strays, NOW_MS).doubt).toBeNull();
  });
});
