import { beginLedger, type DecoderLedger, MissingNumbers } from '#passings';
import { firstTold, lackingIn } from './lacking.js';
import { NumberIndex } from './number-index.js';

const WHOLE = { from: 0, until: 2 ** 32 - 1 };
const indexOf = (numbers: readonly number[]): NumberIndex => {
  const index = new NumberIndex();
  for (const number of numbers) index.add(number, 0);
  return index;
};
const ledger: DecoderLedger = { ...beginLedger(1), highest: 10 };
const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe(lackingIn.name, () => {
  it('is nothing where every number is found, or is on its way since the numbers were looked for', () => {
    expect(lackingIn(ledger, indexOf(ALL), WHOLE)).toBe(0);
    expect(lackingIn(ledger, indexOf(ALL.slice(0, 7)), WHOLE)).toBe(0);
    expect(lackingIn(ledger, indexOf([]), WHOLE)).toBe(0);
    expect(lackingIn(ledger, new NumberIndex(ledger.highest), WHOLE)).toBe(10);
  });

  it('counts what is missing, once, and only in the range', () => {
    const missing = MissingNumbers.of([{ from: 3, until: 4, sinceMs: 0 }]);
    const found = indexOf(ALL.filter((number) => number !== 3 && number !== 4));
    expect(lackingIn({ ...ledger, missing }, found, WHOLE)).toBe(2);
    expect(lackingIn({ ...ledger, missing }, found, { from: 4, until: 9 })).toBe(1);
    expect(lackingIn({ ...ledger, missing }, found, { from: 5, until: 9 })).toBe(0);
  });

  it('takes as many numbers for empty as the decoder has empty ones, and no more', () => {
    const found = indexOf(ALL.filter((number) => number !== 3 && number !== 4));
    expect(lackingIn({ ...ledger, empty: 2 }, found, WHOLE)).toBe(0);
    expect(lackingIn({ ...ledger, empty: 1 }, found, WHOLE)).toBe(1);
    expect(lackingIn(ledger, found, WHOLE)).toBe(2);
  });

  it('misses nothing that was dropped because of its age', () => {
    const dropped = { ...ledger, droppedUntil: { number: 5, timeUs: 0 } };
    expect(firstTold(dropped)).toBe(6);
    expect(lackingIn(dropped, indexOf(ALL.slice(5)), WHOLE)).toBe(0);
  });
});
