import { isoInUs } from '../lines/iso-time.js';
import {
  allRight,
  isObject,
  jsonIn,
  type JsonObject,
  type Read,
  textOf,
  unknownIn,
  wholeOf,
  Wrong,
  WRONG,
} from '../lines/json-line.js';
import type { LineFault } from '../lines/line-parser.js';
import { hexIn, U16, U32 } from '../lines/text-number.js';
import type { DecoderReport, PassingFields } from '../report.js';

const MOST_TEXT = 64;
/** X2's word for "no loop". */
const NO_LOOP = U32;

/** Reads a message of AMMC, an object or an array of them (docs/protocols/ammc.md). */
export function readMessage(line: string): DecoderReport | string | readonly (DecoderReport | LineFault)[] {
  const message = jsonIn(line);
  if (message === undefined) return 'no_record';
  if (isObject(message)) return readObject(message);
  return message.map((each): DecoderReport | LineFault => {
    const read = isObject(each) ? readObject(each) : 'no_record';
    return typeof read === 'string' ? { reason: read, text: JSON.stringify(each) } : read;
  });
}

function readObject(message: JsonObject): DecoderReport | string {
  if (isWord(message.recordType, 'passing')) return ofHex(message);
  if (isWord(message.msg, 'passing')) return ofDecoder(message);
  if (isWord(message.msg, 'status') || isWord(message.recordType, 'status')) return statusOf(message);
  if (typeof message.msg === 'string' || typeof message.recordType === 'string')
    return {
      kind: 'other',
      type: nameOf(message),
      fields: {},
      asked: [],
      raw: unknownIn(message, new Set()),
    };
  return 'utc_time' in message || 'local_time' in message ? ofX2(message) : 'no_type';
}

const DECODER_KEYS = new Set([
  'msg',
  'passing_number',
  'transponder',
  'tran_code',
  'rtc_time',
  'utc_time',
  'strength',
  'hits',
]);

/** Passing of ammc-amb, which is connected to a decoder. */
function ofDecoder(message: JsonObject): DecoderReport | string {
  return passingOf(message, DECODER_KEYS, {
    passingNumber: wholeOf(message.passing_number, U32),
    ...transponderOf(message.transponder),
    ...(textOf(message.tran_code, MOST_TEXT) === undefined
      ? {}
      : { transponderCode: textOf(message.tran_code, MOST_TEXT) }),
    rtcTimeUs: timeOf(message.rtc_time),
    utcTimeUs: timeOf(message.utc_time),
    strength: wholeOf(message.strength, U16),
    hits: wholeOf(message.hits, U16),
  });
}

const X2_KEYS = new Set([
  'passing_number',
  'transponder_id',
  'transponder',
  'loop_id',
  'strength',
  'hits',
  'utc_time',
  'local_time',
]);

/** Passing of ammc-x2, which is connected to an X2 server. */
function ofX2(message: JsonObject): DecoderReport | string {
  const loop = wholeOf(message.loop_id, U32);
  const byId = transponderOf(message.transponder_id);
  return passingOf(message, X2_KEYS, {
    passingNumber: wholeOf(message.passing_number, U32),
    ...(byId.transponder === undefined && byId.transponderCode === undefined
      ? transponderOf(message.transponder)
      : byId),
    utcTimeUs: timeOf(message.utc_time) ?? timeOf(message.local_time),
    loop: typeof loop === 'number' ? (loop === NO_LOOP ? undefined : String(loop)) : loop,
    strength: strengthOf(message.strength),
    hits: wholeOf(message.hits, U16),
  });
}

const HEX_KEYS = new Set([
  'recordType',
  'passingNumber',
  'transponder',
  'RTC_Time',
  'UTC_Time',
  'strength',
  'hits',
  'flags',
  'crcOk',
]);

/** Passing of an older AMMC, with numbers in hexadecimal. */
function ofHex(message: JsonObject): DecoderReport | string {
  if (message.crcOk === false) return 'bad_crc';
  return passingOf(message, HEX_KEYS, {
    passingNumber: hexOf(message.passingNumber, U32),
    transponder: hexOf(message.transponder, U32),
    rtcTimeUs: longHexOf(message.RTC_Time),
    utcTimeUs: longHexOf(message.UTC_Time),
    strength: hexOf(message.strength, U16),
    hits: hexOf(message.hits, U16),
    flags: hexOf(message.flags, U16),
  });
}

function passingOf(
  message: JsonObject,
  known: ReadonlySet<string>,
  given: { readonly [Name in keyof PassingFields]: Read<Exclude<PassingFields[Name], undefined>> },
): DecoderReport | string {
  const fields: PassingFields | undefined = allRight(given);
  if (fields === undefined) return 'bad_field';
  if (fields.transponder === undefined && fields.transponderCode === undefined) return 'no_transponder';
  return { kind: 'passing', type: 'PASSING', fields, asked: [], raw: unknownIn(message, known) };
}

function statusOf(message: JsonObject): DecoderReport | string {
  const noise = wholeOf(message.noise, U16);
  const fields = { noise: noise instanceof Wrong ? undefined : noise };
  return {
    kind: 'status',
    type: 'STATUS',
    fields,
    asked: [],
    raw: unknownIn(message, new Set(['msg', 'noise'])),
  };
}

/** Reads a transponder, which is a number, a number as text, or the printed code. */
function transponderOf(
  value: unknown,
): Pick<
  { readonly [Name in keyof PassingFields]: Read<Exclude<PassingFields[Name], undefined>> },
  'transponder' | 'transponderCode'
> {
  if (typeof value === 'string' && !/^ *[0-9]* *$/.test(value))
    return { transponderCode: textOf(value.trim(), MOST_TEXT) };
  return { transponder: wholeOf(value, U32) };
}

function timeOf(value: unknown): Read<number> {
  const text = textOf(value, MOST_TEXT);
  return typeof text === 'string' ? (isoInUs(text) ?? WRONG) : text;
}

/** Reads the strength, which X2 gives in hundredths of a dBm below 0: what is no raw strength is left out. */
function strengthOf(value: unknown): Read<number> {
  const strength = wholeOf(value, U16);
  return strength instanceof Wrong ? undefined : strength;
}

function hexOf(value: unknown, most: number): Read<number> {
  const text = textOf(value, MOST_TEXT);
  return typeof text === 'string' ? (hexIn(text.replace(/^0x/i, ''), most) ?? WRONG) : text;
}

/** Reads up to 64 bits; times of today have 51. */
function longHexOf(value: unknown): Read<number> {
  const text = textOf(value, MOST_TEXT);
  if (typeof text !== 'string') return text;
  const digits = text.replace(/^0x/i, '');
  if (!/^[0-9A-Fa-f]{1,16}$/.test(digits)) return WRONG;
  const us = Number.parseInt(digits, 16);
  return Number.isSafeInteger(us) ? us : WRONG;
}

function isWord(value: unknown, word: string): boolean {
  return typeof value === 'string' && value.toLowerCase() === word;
}

/** Returns the type of a message that is known: VERSION, or UNKNOWN. */
function nameOf({ msg, recordType }: JsonObject): string {
  return isWord(msg, 'version') || isWord(recordType, 'version') ? 'VERSION' : 'UNKNOWN';
}
