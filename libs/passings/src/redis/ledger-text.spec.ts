import { beginLedger, type DecoderLedger } from '../ledger/decoder-ledger.js';
import { ledgerText, rangesField, rangesText, readLedger } from './ledger-text.js';

const MISSING = [
  { from: 3, until: 5, sinceMs: 10 },
  { from: 9, until: 9, sinceMs: 20 },
];
const LEDGER: DecoderLedger = { ...beginLedger(1), highest: 12, missing: MISSING };
const SMALL = JSON.parse(JSON.stringify({ ...LEDGER, missing: undefined })) as Omit<DecoderLedger, 'missing'>;

describe('a ledger as it is kept', () => {
  it('has its version before it, and its ranges apart', () => {
    expect(ledgerText(7, LEDGER)).toBe(`7 ${JSON.stringify(SMALL)}`);
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

  it('of an earlier version knows nothing of what that did not keep', () => {
    const { witness, unproven, doubt, isSessionOdd, ...earlier } = SMALL;
    const text = `3 ${JSON.stringify({ ...earlier, numbering: { wireId: 7, sessionNumber: 1 } })}`;
    expect(readLedger(text, '[]').ledger).toEqual({
      ...earlier,
      missing: [],
      numbering: { wireId: 7, sessionNumber: 1, sessionTimeS: null, lowestNumber: null },
      ...{ witness, unproven, doubt, isSessionOdd },
    });
  });
});
