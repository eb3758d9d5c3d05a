import { isUtf8 } from 'node:buffer';
import { MAGIC } from '#recorder';
import { hasFrame } from './frames.js';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** The form in which a capture is written. */
export type CaptureFormat =
  | { readonly kind: 'recording' | 'raw' | 'empty' }
  | { readonly kind: 'text'; readonly encoding: TextEncoding };

/** Bytes of a capture that are looked at: a first byte alone may begin any format. */
export const LOOK_BYTES = 1024;

const LEAST_PRINTABLE = 0.9;
/** Hex is written in ASCII; a letter of a comment may have the bytes that begin a frame, as a Greek one in UTF-16. */
const LEAST_ASCII_BESIDE_A_FRAME = 0.5;
const MARKS = [
  [Buffer.of(0xef, 0xbb, 0xbf), 'utf-8'],
  [Buffer.of(0xff, 0xfe), 'utf-16le'],
  [Buffer.of(0xfe, 0xff), 'utf-16be'],
] as const;

/** Returns the format of a capture by its beginning: LOOK_BYTES of it, or all where it has less. */
export function formatOf(beginning: Buffer): CaptureFormat {
  if (beginning.length === 0) return { kind: 'empty' };
  // The last byte of MAGIC is the version.
  if (beginning.subarray(0, MAGIC.length - 1).equals(MAGIC.subarray(0, -1))) return { kind: 'recording' };
  const marked = markOf(beginning);
  if (marked !== undefined && isMarkedText(beginning, marked)) return { kind: 'text', encoding: marked };
  if (hasFrame(beginning)) return { kind: 'raw' };
  for (const [encoding, zerosAt] of [
    ['utf-16le', 1],
    ['utf-16be', 0],
  ] as const) {
    const zeros = beginning.filter((_, at) => at % 2 === zerosAt);
    const letters = beginning.filter((_, at) => at % 2 !== zerosAt);
    if (zeros.length > 0 && zeros.every((byte) => byte === 0) && isPrintable(letters))
      return { kind: 'text', encoding };
  }
  return isPrintable(beginning) ? { kind: 'text', encoding: 'utf-8' } : { kind: 'raw' };
}

/** Whether more bytes could not change the answer of `formatOf`. */
export const isTold = (beginning: Buffer): boolean =>
  beginning.length >= LOOK_BYTES ||
  (beginning.length >= MAGIC.length && hasFrame(beginning) && markOf(beginning) === undefined);

/** Returns the format in words for people. */
export function describeFormat(format: CaptureFormat): string {
  switch (format.kind) {
    case 'recording':
      return 'a recording of the flight recorder';
    case 'raw':
      return 'raw bytes';
    case 'empty':
      return 'an empty file';
    case 'text':
      return format.encoding === 'utf-8' ? 'text' : `text in ${format.encoding.toUpperCase()}`;
  }
}

const markOf = (beginning: Buffer): TextEncoding | undefined =>
  MARKS.find(([bytes]) => beginning.subarray(0, bytes.length).equals(bytes))?.[1];

/** Whether a mark begins a text: FF FE is the mark of UTF-16, but also part of the RTC time of frames cut in the middle. */
function isMarkedText(beginning: Buffer, encoding: TextEncoding): boolean {
  const letters = Array.from(new TextDecoder(encoding).decode(beginning));
  const readable = letters.filter((letter) => /[^\p{C}]|\s/u.test(letter));
  const ascii = letters.filter((letter) => /[ -~\t\r\n]/.test(letter));
  return (
    readable.length >= LEAST_PRINTABLE * letters.length &&
    (!hasFrame(beginning) || ascii.length >= LEAST_ASCII_BESIDE_A_FRAME * letters.length)
  );
}

/** Whether bytes are text: letters of any language count in valid UTF-8, and a few strange bytes are let pass. */
function isPrintable(bytes: Uint8Array): boolean {
  const isText = isUtf8(bytes);
  const printable = bytes.filter(
    (byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d) || (isText && byte >= 0x80),
  );
  return printable.length >= LEAST_PRINTABLE * bytes.length;
}
