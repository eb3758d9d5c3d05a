import { rawFieldsOf } from '../lines/raw-fields.js';
import { hexIn, U16, U32, wholeIn } from '../lines/text-number.js';
import type { DecoderReport } from '../report.js';

/** Fields of a passing since protocol version 1.6, and the least of older ones. */
const FIELDS = 20;
const LEAST_FIELDS = 7;
/** Transponder of a marker that a person sets: not of a rider. */
const MARKER = '99999';
const DAY_US = 86_400_000_000;
const MOST_TEXT = 32;
const MOST_FIELDS = 40;

/** Returns the record of a line, or the reason why it is none (docs/protocols/raceresult.md). */
export function readLine(line: string): DecoderReport | string {
  const parts = line.split(';');
  const [word = ''] = parts;
  if (parts.length > MOST_FIELDS) return 'too_many_fields';
  if (word === '#P') return passingOf(parts.slice(1));
  if (/^[0-9]+$/.test(word)) return passingOf(parts);
  switch (word) {
    case 'PASSINGS':
      return sessionOf(parts);
    case 'GETTIME':
      return timeOf(parts);
    case 'GETSTATUS':
      return { kind: 'status', type: 'GETSTATUS', fields: {}, asked: [], raw: rawFieldsOf(parts, 1) };
    case 'GETFIRMWAREVERSION':
      return {
        kind: 'identity',
        type: word,
        fields: { description: 'RACE RESULT', version: parts.slice(1, 2).join('').slice(0, MOST_TEXT) },
        asked: [],
        raw: rawFieldsOf(parts, 2),
      };
  }
  if (word.startsWith('ONLY '))
    return { kind: 'other', type: 'PULL', fields: { description: word }, asked: [], raw: [] };
  return /^#?[A-Z][A-Z ]{1,40}$/.test(word)
    ? {
        kind: 'other',
        type: /^(?:SET|GET)[A-Z]+$/.test(word) ? word : 'UNKNOWN',
        fields: {},
        asked: [],
        raw: rawFieldsOf(parts, 1),
      }
    : 'no_record';
}

function passingOf(parts: readonly string[]): DecoderReport | string {
  if (parts.length < LEAST_FIELDS) return 'too_few_fields';
  const [numberText, code = '', date = '', time = '', eventId, hitsText, rssiText] = parts;
  // Older firmware has no LoopOnly: 19 fields.
  const behind = parts.length >= FIELDS ? 0 : 1;
  const isActive = parts[8] === '1';
  const passingNumber = wholeIn(numberText, U32);
  const rtcTimeUs = momentIn(date, time);
  const readNumber = isActive ? hexIn : wholeIn;
  const hits = readNumber(hitsText, U16);
  if (passingNumber === undefined || rtcTimeUs === undefined || hits === undefined) return 'bad_field';
  if (code.length > MOST_TEXT || !/^[\x21-\x7e]*$/.test(code)) return 'bad_field';
  return {
    kind: 'passing',
    type: 'PASSING',
    fields: {
      passingNumber,
      ...transponderOf(code, isActive),
      rtcTimeUs,
      hits,
      // Newer firmware gives passive detections in dBm below 0, which is no raw strength.
      strength: readNumber(rssiText, U16),
      loop: parts[10] === undefined || parts[10] === '' ? undefined : parts[10].slice(0, MOST_TEXT),
      batteryVoltageV: isActive ? voltageIn(parts[13 - behind]) : undefined,
    },
    asked: [],
    raw: eventId === undefined || eventId === '' || eventId === '0' ? [] : rawFieldsOf([eventId], 0),
  };
}

function transponderOf(
  code: string,
  isActive: boolean,
): { readonly transponder?: number; readonly transponderCode?: string } {
  if (code === MARKER || code === '') return {};
  const number = isActive ? undefined : wholeIn(code, U32);
  return number === undefined ? { transponderCode: code } : { transponder: number };
}

/** Reads PASSINGS;count;file: numbers begin at 1 in each file. */
function sessionOf(parts: readonly string[]): DecoderReport | string {
  const [count, file] = [wholeIn(parts[1], U32), wholeIn(parts[2], U32)];
  if (count === undefined) return 'bad_field';
  const fields = { firstNumber: 1, lastNumber: count, sessionNumber: file };
  return { kind: 'session', type: 'PASSINGS', fields, asked: [], raw: rawFieldsOf(parts, 3) };
}

function timeOf(parts: readonly string[]): DecoderReport | string {
  const rtcTimeUs = momentIn(parts[1] ?? '', parts[2] ?? '');
  if (rtcTimeUs === undefined) return 'bad_field';
  return { kind: 'time', type: 'GETTIME', fields: { rtcTimeUs }, asked: [], raw: rawFieldsOf(parts, 3) };
}

/**
 * Returns microseconds since 1970 of a date and a time. Without GPS the date is 0000-00-00, and its day counts the days
 * since the start.
 */
function momentIn(date: string, time: string): number | undefined {
  const [, year, month, day] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(date) ?? [];
  const [, hours, minutes, seconds, part = ''] =
    /^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?$/.exec(time) ?? [];
  if (day === undefined || seconds === undefined) return undefined;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const inDayUs =
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000_000 + Number(part.padEnd(6, '0'));
  if (year === '0000' && month === '00') return Number(day) * DAY_US + inDayUs;
  const dayMs = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(dayMs) || dayMs < 0 ? undefined : dayMs * 1000 + inDayUs;
}

function voltageIn(text: string | undefined): number | undefined {
  const volts = /^[0-9]{1,2}(?:\.[0-9]{1,3})?$/.test(text ?? '') ? Number(text) : 0;
  return volts > 0 ? volts : undefined;
}
