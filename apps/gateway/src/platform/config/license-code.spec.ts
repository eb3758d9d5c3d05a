import fc from 'fast-check';
import { makeLicenseCode, readLicenseCode } from './license-code.js';

const codes = fc
  .array(fc.integer({ min: 0, max: 31 }), { minLength: 15, maxLength: 15 })
  .map((symbols) => makeLicenseCode(() => symbols.pop() ?? 0));

describe(readLicenseCode.name, () => {
  it('reads what was made, also in lower case, without dashes, and with O for 0', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
        for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ''), code.replaceAll('0', 'O')]) {
          expect(readLicenseCode(typed)).toBe(code);
        }
      }),
    );
  });

  it('finds every single wrong symbol', () => {
    const symbols = Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ');
    fc.assert(
      fc.property(codes, fc.nat(18), fc.constantFrom(...symbols), (code, at, typed) => {
        fc.pre(code[at] !== '-' && code[at] !== typed);
        expect(readLicenseCode(code.slice(0, at) + typed + code.slice(at + 1))).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });
});
