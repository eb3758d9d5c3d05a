import { beginLedger, type DecoderLedger } from '../ledger/decoder-ledger.js';
import { MissingNumbers } from '../ledger/missing-numbers.js';
import { ledgerText, rangesField, readLedger, restField, restText } from './ledger-text.js';

const MISSING = MissingNumbers.of([
  { from: 3, until: 5, sinceMs: 10 },
  { from: 9, until: 9, sinceMs: 20 },
]);
const WITNESS = { number: 12, rtcTimeUs: 70, transponderId: 'FL-94890' };
const LEDGER: DecoderLedger = { ...beginLedger(1), highest: 12, missing: MISSING, witness: WITNESS };
const EARLIER = JSON.parse(JSON.stringify({ ...LEDGER, missing: undefined })) as object;

describe('a ledger as it is kept', () => {
  it('has apart what changes with each passing', () => {
    expect(ledgerText(7, LEDGER)).toBe('7 [12,0,0,12,70,"FL-94890"]');
    expect(restText({ ...LEDGER, highest: 13, recovered: 2, empty: 1, witness: null })).toBe(
      restText(LEDGER),
    );
    expect(restText({ ...LEDGER, isReconciled: true })).not.toBe(restText(LEDGER));
    expect([restField('finish'), rangesField('finish')]).toEqual(['finish\nledger', 'finish\nmissing']);
  });

  it('comes back as it was', () => {
    for (const ledger of [LEDGER, { ...LEDGER, witness: null, recovered: 5, empty: 2, redated: 3 }]) {
      const fields = { text: ledgerText(12, ledger), rest: restText(ledger), ranges: null };
      expect(readLedger(fields, MISSING)).toEqual({ version: 12, ledger });
    }
  });

  it('of an earlier version is read with its ranges, and knows nothing of what that did not keep', () => {
    const text = `3 ${JSON.stringify({ ...EARLIER, witness: undefined, numbering: { wireId: 7 } })}`;
    const numbering = { wireId: 7, sessionNumber: null, sessionTimeS: null, lowestNumber: null };
    expect(readLedger({ text, rest: null, ranges: '[[3,5,10],[9,9,20]]' }, MissingNumbers.none)).toEqual({
      version: 3,
      ledger: { ...LEDGER, witness: null, numbering },
      isOfEarlierForm: true,
    });
  });

  it('of an earlier version that did not list all holes has them in a joined one', () => {
    const read = (small: object, ranges: string) => {
      const text = `3 ${JSON.stringify({ ...EARLIER, ...small })}`;
      return [...readLedger({ text, rest: null, ranges }, MissingNumbers.none).ledger.missing];
    };
    expect(read({ unlisted: 2, unlistedFrom: 2 }, '[[9,9,20]]')).toEqual([
      { from: 2, until: 8, sinceMs: 20, settled: 5 },
      { from: 9, until: 9, sinceMs: 20 },
    ]);
    expect(read({ unlisted: 2, unlistedFrom: 2 }, '[]')).toMatchObject([{ from: 2, until: 12, settled: 9 }]);
    expect(read({ unlisted: 0, unlistedFrom: null }, '[[9,9,20]]')).toEqual([
      { from: 9, until: 9, sinceMs: 20 },
    ]);
  });
});
