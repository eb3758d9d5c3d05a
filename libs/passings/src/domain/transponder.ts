/**
 * A transponder has two forms: a number (u32) and, for ProChip and newer, the code printed on it: letters read in base
 * 15, then five digits (docs/protocols/p3.md, Codes of transponders). Both name the same transponder; `transponderId`
 * is the printed code where there is one, otherwise the decimal number.
 */
const LETTERS = 'CFGHKLNPRSTVWXZ';
const FIRST_CODED = 0x06000000;
const PER_PREFIX = 100_000;
/** Three letters at most: beyond them a number is printed as plain decimal. */
const LAST_CODED = FIRST_CODED + PER_PREFIX * LETTERS.length ** 3 - 1;
const MAX_U32 = 0xffff_ffff;

const CODE = new RegExp(`^([${LETTERS}]{2,3})-?([0-9]{5})$`);
const NUMBER = /^[0-9]{1,10}$/;

/** Returns `HN-25178` for 105788474, `12345678` for 12345678. */
export function transponderIdOf(number: number): string {
  if (number < FIRST_CODED || number > LAST_CODED) return String(number);
  const offset = number - FIRST_CODED;
  let prefix = Math.floor(offset / PER_PREFIX);
  let letters = '';
  while (prefix > 0 || letters.length < 2) {
    letters = LETTERS.charAt(prefix % LETTERS.length) + letters;
    prefix = Math.floor(prefix / LETTERS.length);
  }
  return `${letters}-${String(offset % PER_PREFIX).padStart(5, '0')}`;
}

/** Returns the number of either form, or undefined for any other text. */
export function transponderNumberOf(text: string): number | undefined {
  const trimmed = text.trim().toUpperCase();
  if (NUMBER.test(trimmed)) {
    const number = Number(trimmed);
    return number <= MAX_U32 ? number : undefined;
  }
  const [, letters, digits] = CODE.exec(trimmed) ?? [];
  if (letters === undefined || digits === undefined) return undefined;
  let prefix = 0;
  for (const letter of letters) prefix = prefix * LETTERS.length + LETTERS.indexOf(letter);
  return FIRST_CODED + PER_PREFIX * prefix + Number(digits);
}

/** Returns the one spelling of a transponder in either form; a text of neither form is returned in capitals. */
export function canonicalTransponderId(text: string): string {
  const number = transponderNumberOf(text);
  return number === undefined ? text.trim().toUpperCase() : transponderIdOf(number);
}

/** Whether an id is an input of the decoder (photocell, gate, tape switch), which reports as 9990 to 9999, not a rider. */
export function isInput(transponderId: string): boolean {
  return /^999[0-9]$/.test(transponderId);
}
