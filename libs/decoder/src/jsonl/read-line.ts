import {
  allRight,
  isObject,
  jsonIn,
  type JsonObject,
  numberOf,
  textOf,
  unknownIn,
  wholeOf,
  WRONG,
  type Wrong,
} from '../lines/json-line.js';
import { U16, U32 } from '../lines/text-number.js';
import type { DecoderReport } from '../report.js';

const MOST_TEXT = 64;
const MOST_VOLTS = 100;
const LOOPS = 65_535;

type ReadType = (line: JsonObject) => DecoderReport | undefined;

/** Types of lines (docs/bridges.md). */
const TYPES: Readonly<Record<string, ReadType>> = {
  passing: passingOf,
  status: statusOf,
  hello: helloOf,
  time: timeOf,
  resend: resendOf,
  refusal: refusalOf,
};

/** Returns the record of a line of JSON, or the reason why it is none. */
export function readLine(text: string): DecoderReport | string {
  const line = jsonIn(text);
  if (!isObject(line)) return 'no_record';
  if (typeof line.type !== 'string') return 'no_type';
  const read = Object.hasOwn(TYPES, line.type) ? TYPES[line.type] : undefined;
  if (read === undefined)
    return { kind: 'other', type: 'UNKNOWN', fields: {}, asked: [], raw: unknownIn(line, new Set()) };
  return read(line) ?? 'bad_field';
}

const PASSING_KEYS = new Set(
  ['type', 'number', 'transponder', 'code', 'time_us', 'utc_time_us', 'loop', 'strength', 'hits'].concat(
    'battery_v',
    'low_battery',
    'resent',
  ),
);

function passingOf(line: JsonObject): DecoderReport | undefined {
  const fields = allRight({
    passingNumber: wholeOf(line.number, U32),
    transponder: wholeOf(line.transponder, U32),
    transponderCode: textOf(line.code, MOST_TEXT),
    rtcTimeUs: wholeOf(line.time_us, Number.MAX_SAFE_INTEGER),
    utcTimeUs: wholeOf(line.utc_time_us, Number.MAX_SAFE_INTEGER),
    loop: loopOf(line.loop),
    strength: wholeOf(line.strength, U16),
    hits: wholeOf(line.hits, U16),
    batteryVoltageV: numberOf(line.battery_v, MOST_VOLTS),
    flags: line.low_battery === true ? 1 : undefined,
  });
  if (fields === undefined) return undefined;
  if (fields.transponder === undefined && fields.transponderCode === undefined) return undefined;
  return { kind: 'passing', type: 'PASSING', fields, asked: [], raw: unknownIn(line, PASSING_KEYS) };
}

function loopOf(value: unknown): string | undefined | Wrong {
  const loop = wholeOf(value, LOOPS);
  return typeof loop === 'number' ? String(loop) : loop;
}

const STATUS_KEYS = new Set(['type', 'noise', 'temperature_c', 'input_v']);

function statusOf(line: JsonObject): DecoderReport | undefined {
  const fields = allRight({
    noise: wholeOf(line.noise, U16),
    temperatureC: temperatureOf(line.temperature_c),
    inputVoltageV: numberOf(line.input_v, MOST_VOLTS),
  });
  return fields && { kind: 'status', type: 'STATUS', fields, asked: [], raw: unknownIn(line, STATUS_KEYS) };
}

function temperatureOf(value: unknown): number | undefined | Wrong {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && Math.abs(value) <= 200 ? value : WRONG;
}

const HELLO_KEYS = new Set([
  'type',
  'decoder',
  'protocol',
  'can_resend',
  'first_number',
  'last_number',
  'session',
]);

/** Reads a hello, which tells the numbers that the bridge has; they count for recovery where it can send again. */
function helloOf(line: JsonObject): DecoderReport | undefined {
  const fields = allRight({
    decoder: textOf(line.decoder, MOST_TEXT),
    firstNumber: wholeOf(line.first_number, U32),
    lastNumber: wholeOf(line.last_number, U32),
    sessionNumber: wholeOf(line.session, U32),
  });
  if (fields === undefined) return undefined;
  const { decoder, ...numbers } = fields;
  const raw = unknownIn(line, HELLO_KEYS);
  if (line.can_resend !== true || numbers.lastNumber === undefined)
    return { kind: 'other', type: 'HELLO', fields: { decoder }, asked: [], raw };
  return { kind: 'session', type: 'HELLO', fields: numbers, asked: [], raw };
}

const TIME_KEYS = new Set(['type', 'time_us']);

function timeOf(line: JsonObject): DecoderReport | undefined {
  const fields = allRight({ rtcTimeUs: wholeOf(line.time_us, Number.MAX_SAFE_INTEGER) });
  if (fields?.rtcTimeUs === undefined) return undefined;
  return { kind: 'time', type: 'TIME', fields, asked: [], raw: unknownIn(line, TIME_KEYS) };
}

function resendOf(line: JsonObject): DecoderReport {
  return {
    kind: 'other',
    type: 'RESEND',
    fields: {},
    asked: [],
    raw: unknownIn(line, new Set(['type', 'from', 'until'])),
  };
}

function refusalOf(line: JsonObject): DecoderReport | undefined {
  const fields = allRight({ description: textOf(line.reason, 200) });
  return fields && { kind: 'refusal', type: 'REFUSAL', fields, asked: [], raw: [] };
}
