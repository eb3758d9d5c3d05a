import { isInput, type ShownPassing, transponderNumberOf } from '#passings';
import { flagsOf } from './passing-flags.js';

/** A value of a row, before a format writes it. */
export type RowValue = string | number | null | readonly string[];

/** Writes times over bytes that have their form already. */
export interface TimesWriter {
  write(into: DataView, at: number, timeMs: number): void;
}

/** Times in ISO 8601 behind all other values, of one width in all rows. */
export interface RowTimes {
  /** The characters that all times share, with zeros for digits. */
  readonly form: string;
  begin(): TimesWriter;
}

/** Layout of a format's rows: the text before each value and behind the last, and the value itself. */
export interface RowLayout {
  readonly before: readonly string[];
  readonly behind: string;
  text(value: RowValue): string;
  /** Writer of the times that stand last in each row; every writer of rows has its own. */
  readonly times?: RowTimes;
  /** Names that are left out where they have no value. */
  readonly optional: ReadonlySet<RowName>;
}

/** The names of a row's values, in order. */
export const ROW_NAMES = [
  'transponderid',
  'rtc_time',
  'decoder_id',
  'signal_strength',
  'battery_voltage',
  'hits',
  'loop_id',
  'passing_number',
  'rtc_time_us',
  'received_at',
  'transponder_number',
  'flags',
  'rtc_time_alternative_us',
] as const;
export type RowName = (typeof ROW_NAMES)[number];

export function rowValues(passing: ShownPassing): Readonly<Record<RowName, RowValue>> {
  const { transponderId, timeUs, alternativeTimeUs } = passing;
  return {
    transponderid: transponderId,
    rtc_time: Math.floor(timeUs / 1000),
    decoder_id: passing.decoderId,
    signal_strength: passing.strength,
    battery_voltage: passing.batteryVoltageV,
    hits: passing.hits,
    loop_id: passing.loopId,
    passing_number: passing.passingNumber,
    rtc_time_us: String(timeUs),
    received_at: passing.receivedAtMs,
    transponder_number: transponderId === null ? null : (transponderNumberOf(transponderId) ?? null),
    flags: flagsOf(passing, transponderId !== null && isInput(transponderId)),
    rtc_time_alternative_us: alternativeTimeUs === null ? null : String(alternativeTimeUs),
  };
}

/** Rows as JSON, each a line of its own. */
export const JSON_LINES: RowLayout = {
  before: ROW_NAMES.map((name, at) => `${at === 0 ? '{' : ','}"${name}":`),
  behind: '}\n',
  text: (value) => JSON.stringify(value),
  optional: new Set(['rtc_time_alternative_us']),
};
/** Rows as the items of a JSON array; the last one has a comma too many. */
export const JSON_ITEMS: RowLayout = { ...JSON_LINES, behind: '},' };

/** The passing that the documentation shows as a row. */
export const EXAMPLE_PASSING = {
  decoderId: 'x2_decoder_1',
  loopId: 1,
  passingNumber: 2578,
  isNumberDoubtful: false,
  transponderId: '12345678',
  timeUs: 1_707_847_920_000_123,
  timeSource: 'rtc',
  isTimeDoubtful: false,
  alternativeTimeUs: null,
  receivedAtMs: 1_707_847_920_004,
  strength: 85,
  hits: 5,
  batteryVoltageV: 3.2,
  decoderFlags: 1,
} as const;
