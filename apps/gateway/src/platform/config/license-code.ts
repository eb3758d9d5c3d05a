/** Crockford's base 32: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;
export const LICENSE_CODE = /^[0-9A-Za-z]{4}(-?[0-9A-Za-z]{4}){3}$/;

/** Makes a code of 15 random symbols, which are 75 bits, and the check digit. */
export function makeLicenseCode(randomSymbol: (below: number) => number): string {
  const random = Array.from({ length: LENGTH - 1 }, () => ALPHABET.charAt(randomSymbol(ALPHABET.length)));
  return written(random.join('') + checkDigit(random.join('')));
}

/** Returns the code as it is stored, from what a person typed; undefined where the check digit does not fit. */
export function readLicenseCode(typed: string): string | undefined {
  if (!LICENSE_CODE.test(typed)) return undefined;
  const symbols = typed.toUpperCase().replaceAll('-', '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (symbols.includes('U')) return undefined;
  return symbols.at(-1) === checkDigit(symbols.slice(0, -1)) ? written(symbols) : undefined;
}

/** Luhn's algorithm to the base of 32: it finds every single wrong symbol, and most swapped neighbours. */
function checkDigit(symbols: string): string {
  const base = ALPHABET.length;
  let sum = 0;
  let factor = 2;
  for (const symbol of Array.from(symbols).reverse()) {
    const product = ALPHABET.indexOf(symbol) * factor;
    sum += Math.floor(product / base) + (product % base);
    factor = 3 - factor;
  }
  return ALPHABET.charAt((base - (sum % base)) % base);
}

const written = (symbols: string): string => symbols.replaceAll(/(.{4})(?=.)/g, '$1-');
