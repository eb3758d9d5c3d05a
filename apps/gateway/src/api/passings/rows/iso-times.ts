import { writeFour, writeTwo } from './digits.js';
import type { RowTimes, TimesWriter } from './row-layout.js';
import { ZoneOffsets } from './zone-offsets.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PLUS = 0x2b;
const MINUS = 0x2d;

const MOMENT = '0000-00-00T00:00:00.000';
const UTC_FIELD = `,${MOMENT}Z`;
/** Offset of the sign in the field of the zone. */
const OFFSET_AT = UTC_FIELD.length + 1 + MOMENT.length;
const ZONE_FIELD = `,${MOMENT}+00:00`;

/** Writes moments, and works out the date once a day. */
class Moment {
  private day = NaN;
  private year = 0;
  private month = 0;
  private date = 0;

  /** Writes the digits over bytes that have the form of `MOMENT`. */
  write(into: DataView, at: number, timeMs: number): void {
    const day = Math.floor(timeMs / DAY_MS);
    if (day !== this.day) this.begin(day);
    const inDay = (timeMs - day * DAY_MS) | 0;
    const hours = (inDay / HOUR_MS) | 0;
    const minutes = ((inDay - hours * HOUR_MS) / MINUTE_MS) | 0;
    const rest = inDay - hours * HOUR_MS - minutes * MINUTE_MS;
    const seconds = (rest / 1000) | 0;
    const milliseconds = rest - seconds * 1000;
    // The dot in front is written over, and restored.
    writeFour(into, at + 19, milliseconds);
    into.setUint8(at + 19, 0x2e);
    writeFour(into, at, this.year);
    writeTwo(into, at + 5, this.month);
    writeTwo(into, at + 8, this.date);
    writeTwo(into, at + 11, hours);
    writeTwo(into, at + 14, minutes);
    writeTwo(into, at + 17, seconds);
  }

  private begin(day: number): void {
    const date = new Date(day * DAY_MS);
    this.day = day;
    this.year = date.getUTCFullYear();
    this.month = date.getUTCMonth() + 1;
    this.date = date.getUTCDate();
  }
}

/** The last columns of a CSV: the time in ISO 8601, in UTC, and in a time zone where one is wanted. */
export class IsoTimes implements TimesWriter {
  private readonly utc = new Moment();
  private readonly local = new Moment();
  private readonly offsets: ZoneOffsets | undefined;

  constructor(timeZone?: string) {
    this.offsets = timeZone === undefined ? undefined : new ZoneOffsets(timeZone);
  }

  write(into: DataView, at: number, timeMs: number): void {
    this.utc.write(into, at + 1, timeMs);
    if (this.offsets === undefined) return;
    const offset = this.offsets.at(Math.floor(timeMs / MINUTE_MS));
    this.local.write(into, at + UTC_FIELD.length + 1, timeMs + offset * MINUTE_MS);
    const distance = Math.abs(offset);
    const hours = (distance / 60) | 0;
    into.setUint8(at + OFFSET_AT, offset < 0 ? MINUS : PLUS);
    writeTwo(into, at + OFFSET_AT + 1, hours);
    writeTwo(into, at + OFFSET_AT + 4, distance - hours * 60);
  }
}

export function isoTimes(timeZone: string | undefined): RowTimes {
  return {
    form: timeZone === undefined ? UTC_FIELD : UTC_FIELD + ZONE_FIELD,
    begin: () => new IsoTimes(timeZone),
  };
}
