import { account, beginLedger, type DecoderLedger } from '#passings';
import type { ArrivedPassing } from './clock-gate.js';
import { Overheard } from './overheard.js';

const NOW_US = 1_700_000_000_000_000;

function passing(passingNumber: number, decoderId = 7): ArrivedPassing {
  const fields = { passingNumber, decoderId, rtcTimeUs: NOW_US + passingNumber * 1000 };
  return {
    record: { type: 'PASSING', fields },
    receivedAtUs: NOW_US,
    isAsked: false,
  } as unknown as ArrivedPassing;
}

/** Ledger of the numbers 1 to `until`, without those in `missing`. */
function ledgerWithout(missing: readonly number[], until: number): DecoderLedger {
  const numbers = Array.from({ length: until }, (_, at) => at + 1).filter((each) => !missing.includes(each));
  const ledger = account(beginLedger(1), numbers, 0).ledger;
  return { ...ledger, numbering: { ...ledger.numbering, wireId: 7 } };
}

describe(Overheard.name, () => {
  let nowMs = 0;
  let overheard: Overheard;
  beforeEach(() => {
    nowMs = 0;
    overheard = new Overheard(() => nowMs);
  });
  const numbersOf = (passings: readonly ArrivedPassing[]): unknown[] =>
    passings.map(({ record }) => record.fields.passingNumber);

  it('has what the other gateway lacks by its ledger, and keeps it for a takeover', () => {
    overheard.add([1, 2, 3, 4, 5].map((number) => passing(number)));
    const ledger = ledgerWithout([2, 4], 5);
    expect(numbersOf(overheard.lacking(ledger))).toEqual([2, 4]);
    expect(numbersOf(overheard.lacking(ledger))).toEqual([2, 4]);
    expect(overheard.lacking(ledgerWithout([], 5))).toEqual([]);
    // Numbers 4 and 5 are unknown to the ledger, so that they may be on their way.
    expect(overheard.lacking(ledgerWithout([], 3))).toEqual([]);
  });

  it('tells whether the decoder was in sight since a passing', () => {
    const rtcTimeUs = NOW_US + 1000;
    const witness = { number: 1, rtcTimeUs, transponderId: '1' };
    overheard.add([passing(1), passing(2)]);
    expect(overheard.hasHeard(witness)).toBe(true);
    expect(overheard.hasHeard({ ...witness, rtcTimeUs: rtcTimeUs + 1 })).toBe(false);
    nowMs += 1;
    overheard.linkOpened();
    expect(overheard.hasHeard(witness)).toBe(false);
  });

  it('vouches for no numbers that began again on the link, whatever was asked for', () => {
    const witness = { number: 5, rtcTimeUs: NOW_US + 5000, transponderId: '1' };
    overheard.add([passing(5), passing(5), passing(6), { ...passing(2), isAsked: true }]);
    expect(overheard.hasHeard(witness)).toBe(true);
    overheard.add([passing(1)]);
    expect(overheard.hasHeard(witness)).toBe(false);
  });

  it('takes nothing of another decoder, of another numbering, or of long ago for what is lacking', () => {
    overheard.add([passing(2, 8)]);
    expect(overheard.lacking(ledgerWithout([2], 3))).toEqual([]);
    overheard.add([passing(2)]);
    const begunAgain = { ...ledgerWithout([2], 3), epochSinceMs: NOW_US / 1000 + 1 };
    expect(overheard.lacking(begunAgain)).toEqual([]);
    expect(overheard.lacking(ledgerWithout([2], 3))).toHaveLength(1);
    nowMs += 61_000;
    expect(overheard.lacking(ledgerWithout([2], 3))).toEqual([]);
  });
});
