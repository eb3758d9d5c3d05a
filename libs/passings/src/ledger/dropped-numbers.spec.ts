import { beginLedger, type DecoderLedger, renumber } from './decoder-ledger.js';
import { droppedIn, noteDropped } from './dropped-numbers.js';
import { MissingNumbers } from './missing-numbers.js';

const ledger: DecoderLedger = { ...beginLedger(1), highest: 20 };
const dropped = (number: number, receivedAtMs = 0) => ({ number, timeUs: number * 1000, receivedAtMs });

describe(noteDropped.name, () => {
  it('remembers the highest number that went, and its time', () => {
    const once = noteDropped(ledger, [dropped(3), dropped(7), dropped(5)]);
    expect(once.droppedUntil).toEqual({ number: 7, timeUs: 7000 });
    expect(noteDropped(once, [dropped(6)])).toBe(once);
    expect(noteDropped(once, [dropped(8)]).droppedUntil).toEqual({ number: 8, timeUs: 8000 });
  });

  it('takes no number of another numbering for one of this', () => {
    expect(noteDropped(ledger, [dropped(0), dropped(21)])).toBe(ledger);
    const begunAgain = { ...ledger, epochSinceMs: 1_000_000 };
    expect(noteDropped(begunAgain, [dropped(5, 900_000)])).toBe(begunAgain);
    expect(noteDropped(begunAgain, [dropped(5, 950_000)]).droppedUntil?.number).toBe(5);
  });

  it('begins anew with the numbers', () => {
    const { numbering } = ledger;
    expect(renumber(noteDropped(ledger, [dropped(7)]), 1, numbering).droppedUntil).toBeUndefined();
  });
});

describe(droppedIn.name, () => {
  it('gives the numbers up to there, but none that never came', () => {
    const holes = [3, 5, 9].map((number) => ({ from: number, until: number, sinceMs: 0 }));
    const missing = MissingNumbers.of(holes);
    const known = { ...ledger, missing, droppedUntil: { number: 8, timeUs: 8000 } };
    expect(droppedIn(known, { from: 0, until: 20 })).toEqual([0, 1, 2, 4, 6, 7, 8]);
    expect(droppedIn(known, { from: 4, until: 6 })).toEqual([4, 6]);
    expect(droppedIn(known, { from: 9, until: 20 })).toEqual([]);
    expect(droppedIn(ledger, { from: 0, until: 20 })).toEqual([]);
  });
});
