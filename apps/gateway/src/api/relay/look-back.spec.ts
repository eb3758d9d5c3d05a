import { beginLedger, type DecoderLedger, MissingNumbers } from '#passings';
import { LookBack } from './look-back.js';

const READ_AT_MS = 1000;

function looking(
  changes: Partial<DecoderLedger>,
): (numbers: readonly number[], receivedAtMs?: number) => number[] {
  const looked = new LookBack({ ...beginLedger(1), ...changes }, READ_AT_MS);
  return (numbers, receivedAtMs = 0) => {
    const taken: number[] = [];
    for (const number of numbers) {
      if (!looked.take({ number, timeUs: 0, receivedAtMs })) break;
      if (looked.index.has(number)) taken.push(number);
    }
    return taken;
  };
}

describe(LookBack.name, () => {
  it('ends at a number that came already', () => {
    expect(looking({ highest: 3 })([3, 2, 1, 3, 2])).toEqual([3, 2, 1]);
  });

  it('ends at a number above all of the numbering, and below its first', () => {
    expect(looking({ highest: 3 })([3, 2, 1, 900])).toEqual([3, 2, 1]);
    expect(looking({ firstNumber: 500, highest: 502 })([502, 501, 500, 499])).toEqual([502, 501, 500]);
  });

  it('ends at a number that the ledger lacks', () => {
    const missing = MissingNumbers.of([{ from: 2, until: 2, sinceMs: 0 }]);
    expect(looking({ highest: 4, missing })([4, 3, 2, 1])).toEqual([4, 3]);
  });

  it('goes on over a joined hole, of which numbers are kept', () => {
    const missing = MissingNumbers.of([{ from: 2, until: 3, sinceMs: 0, settled: 1 }]);
    expect(looking({ highest: 4, missing })([4, 3, 1])).toEqual([4, 3, 1]);
  });

  it('passes over a number that came since the ledger was read', () => {
    expect(looking({ highest: 3 })([4, 3, 2], READ_AT_MS)).toEqual([3, 2]);
  });
});
