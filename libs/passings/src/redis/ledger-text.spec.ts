import type { DecoderLedger } from '../ledger/decoder-ledger.js';
import { ledgerText, rangesField, rangesText, readLedger } from './ledger-text.js';

const MISSING = [
  { from: 3, until: 5, sinceMs: 10 },
  { from: 9, until: 9, sinceMs: 20 },
];
const LEDGER = { highest: 12, note: 'a b', missing: MISSING } as unknown as DecoderLedger;

describe('a ledger as it is kept', () => {
  it('has its version before it, and its ranges apart', () => {
    expect(ledgerText(7, LEDGER)).toBe('7 {"highest":12,"note":"a b"}');
    expect(rangesText(LEDGER)).toBe('[[3,5,10],[9,9,20]]');
    expect(rangesField('finish')).toBe('finish\nmissing');
  });

  it('comes back as it was', () => {
    expect(readLedger(ledgerText(12, LEDGER), rangesText(LEDGER))).toEqual({ version: 12, ledger: LEDGER });
    expect(readLedger(ledgerText(1, LEDGER), null)).toEqual({
      version: 1,
      ledger: { ...LEDGER, missing: [] },
    });
  });
});
