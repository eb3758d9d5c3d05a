import { hkdfSync, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Prefixes of an api key, of its secret and of a device's secret: they show a secret that is in the wrong place. */
export type SecretPrefix = 'clk' | 'cls' | 'cld';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 43 characters of 62 are 256 bits. */
const RANDOM_LENGTH = 43;
const CHECK_LENGTH = 6;
const OURS = new RegExp(`^(cl[ksd]_[0-9A-Za-z]{${RANDOM_LENGTH}})([0-9A-Za-z]{${CHECK_LENGTH}})$`);

/** Returns a new secret, with a checksum at its end that tells a typing error from a wrong secret. */
export function makeSecret(prefix: SecretPrefix): string {
  return secretOf(
    prefix,
    Array.from({ length: RANDOM_LENGTH }, () => randomInt(ALPHABET.length)),
  );
}

/** Returns the same secret for the same root and use: it can be shown again and is kept nowhere. */
export function derivedSecret(prefix: SecretPrefix, root: Buffer, use: string): string {
  // Two bytes for each letter, so that none is notably more likely than another.
  const bytes = Buffer.from(hkdfSync('sha256', root, 'coachlink', use, 2 * RANDOM_LENGTH));
  return secretOf(
    prefix,
    Array.from({ length: RANDOM_LENGTH }, (_, at) => bytes.readUInt16LE(2 * at) % ALPHABET.length),
  );
}

function secretOf(prefix: SecretPrefix, letters: readonly number[]): string {
  const text = `${prefix}_${letters.map((letter) => ALPHABET.charAt(letter)).join('')}`;
  return text + checkOf(text);
}

/** Whether a text has the form of a secret of this gateway: no other needs to be looked for. */
export function isWhole(secret: string): boolean {
  const [, text = '', check] = OURS.exec(secret) ?? [];
  return check !== undefined && check === checkOf(text);
}

function checkOf(text: string): string {
  let rest = crc32(text);
  let check = '';
  for (let at = 0; at < CHECK_LENGTH; at++) {
    check = ALPHABET.charAt(rest % ALPHABET.length) + check;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return check;
}
