import { isFrameMark } from './frames.js';

/** Kinds of lines in a text of frames. */
export type HexLine =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** `message`: a line of a log without bytes. `sent`: bytes that went to the decoder. */
  | { readonly kind: 'message' | 'sent' | 'unreadable' };

const BETWEEN_BYTES = /[\s:,;|{}[\]()"'-]+/;
const CLOCK = String.raw`(?:[01]?\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d{1,9}|:\d{3})?(?:\s?[AP]M)?`;
const YEAR_FIRST = String.raw`\d{4}[-/.]\d\d[-/.]\d\d`;
const YEAR_LAST = String.raw`\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}`;
const ZONE = String.raw`\s?(?:Z|UTC|[+-]\d\d:?\d\d)`;
const SECONDS = String.raw`\d+\.\d+|\d{13}`;
/** Time of a line, as logs and terminals write it first. */
const STAMP = new RegExp(
  String.raw`^[[(<"']?\s*(?:${YEAR_FIRST}(?:[T ,]+${CLOCK})?|${YEAR_LAST}[T ,]+${CLOCK}|${CLOCK}|${SECONDS})` +
    String.raw`(?:${ZONE})?[\])>"']?(?=[\s,;|]|$)[\s,;|]*`,
  'i',
);
/** Ends the words that precede bytes. */
const INTRODUCED = /[:>=|\])]\s+/g;
const RECEIVED = /\b(?:rx|rcv|recv|received)\b|<-|<</i;
const SENT = /\b(?:tx|sent|send|wrote|written)\b/i;

/** Reads a line of hex: bytes alone, or after a time, a name or the words of a log. */
export function readHexLine(text: string): HexLine {
  const stamp = STAMP.exec(text)?.[0] ?? '';
  const plain = stamp === '' ? hexBytes(text) : undefined;
  if (plain !== undefined) return { kind: 'bytes', bytes: plain };

  const [words, payload] = introduced(text.slice(stamp.length));
  const bytes = hexBytes(payload);
  // Words may happen to be hex, such as "feed": bytes after words need a sign of reception or of a frame.
  const isMeant = words === '' || RECEIVED.test(words) || bytes?.some(isFrameMark);
  if (bytes !== undefined && isMeant === true)
    return SENT.test(words) ? { kind: 'sent' } : { kind: 'bytes', bytes };
  return { kind: stamp === '' ? 'unreadable' : 'message' };
}

/** Returns the bytes of a text of hex with any separators; undefined where the text is not hex alone. */
export function hexBytes(text: string): Buffer | undefined {
  const tokens = text
    .replace(/[0\\]x/gi, ' ')
    .split(BETWEEN_BYTES)
    .filter((token) => token !== '');
  if (tokens.length === 0 || !tokens.every((token) => /^[0-9a-f]+$/i.test(token))) return undefined;
  // `%x` leaves out a leading zero.
  const digits = tokens.every(({ length }) => length <= 2)
    ? tokens.map((token) => token.padStart(2, '0'))
    : tokens;
  return digits.every(({ length }) => length % 2 === 0) ? Buffer.from(digits.join(''), 'hex') : undefined;
}

/** Divides a line into the words that precede bytes, and the bytes. */
function introduced(text: string): [words: string, payload: string] {
  const last = [...text.matchAll(INTRODUCED)].at(-1);
  const from = last === undefined ? 0 : last.index + last[0].length;
  // Bytes begin after the last letter that is no hex digit, and the rest of its word.
  const rest = text.slice(from).replace(/[0\\]x/gi, '  ');
  const [word = ''] = /^.*[^0-9a-f\s:,;|{}[\]()"'-][0-9a-f]*/i.exec(rest) ?? [];
  const start = from + word.length;
  return [text.slice(0, start).trim(), text.slice(start)];
}
