import type { P3RecordOf } from './record.js';
import { HEADER_BYTES, readU16 } from './wire.js';

const NOTHING: readonly never[] = [];

/**
 * A PASSING as decoders send it, read in one go: `bytes[start, end)` is a whole record whose CRC holds. Undefined where
 * anything is out of the ordinary (a field that is unknown, empty, twice, of another size, or runs over the end): such
 * a record is read by the table, and this gives no other answer than the table would.
 */
export function readPassing(
  bytes: Uint8Array,
  start: number,
  end: number,
): P3RecordOf<'PASSING'> | undefined {
  let passingNumber: number | undefined;
  let transponder: number | undefined;
  let rtcTimeUs: number | undefined;
  let strength: number | undefined;
  let hits: number | undefined;
  let flags: number | undefined;
  let transponderCode: string | undefined;
  let userFlag: number | undefined;
  let driverId: number | undefined;
  let utcTimeUs: number | undefined;
  let rtcId: number | undefined;
  let sport: number | undefined;
  let batteryVoltageV: number | undefined;
  let temperatureC: number | undefined;
  let decoderId: number | undefined;
  let controllerId: number | undefined;
  let requestId: number | undefined;

  const bodyEnd = end - 1;
  let at = start + HEADER_BYTES;
  while (at < bodyEnd) {
    const length = bytes[at + 1] ?? 0;
    const value = at + 2;
    const next = value + length;
    if (next > bodyEnd) return undefined;
    switch (((bytes[at] ?? 0) << 8) | length) {
      case 0x0104:
        if (passingNumber !== undefined) return undefined;
        passingNumber = u32(bytes, value);
        break;
      case 0x0304:
        if (transponder !== undefined) return undefined;
        transponder = u32(bytes, value);
        break;
      case 0x0408:
        if (rtcTimeUs !== undefined || !isExact(bytes, value)) return undefined;
        rtcTimeUs = u64(bytes, value);
        break;
      case 0x0502:
        if (strength !== undefined) return undefined;
        strength = readU16(bytes, value);
        break;
      case 0x0602:
        if (hits !== undefined) return undefined;
        hits = readU16(bytes, value);
        break;
      case 0x0802:
        if (flags !== undefined) return undefined;
        flags = readU16(bytes, value);
        break;
      case 0x0a08:
        if (transponderCode !== undefined) return undefined;
        transponderCode = text8(bytes, value);
        break;
      case 0x0e04:
        if (userFlag !== undefined) return undefined;
        userFlag = u32(bytes, value);
        break;
      case 0x0f01:
        if (driverId !== undefined) return undefined;
        driverId = bytes[value] ?? 0;
        break;
      case 0x1008:
        if (utcTimeUs !== undefined || !isExact(bytes, value)) return undefined;
        utcTimeUs = u64(bytes, value);
        break;
      case 0x1304:
        if (rtcId !== undefined) return undefined;
        rtcId = u32(bytes, value);
        break;
      case 0x1401:
        if (sport !== undefined) return undefined;
        sport = bytes[value] ?? 0;
        break;
      case 0x3001:
        if (batteryVoltageV !== undefined) return undefined;
        batteryVoltageV = (bytes[value] ?? 0) / 10;
        break;
      case 0x3101:
        if (temperatureC !== undefined) return undefined;
        temperatureC = (bytes[value] ?? 0) - 100;
        break;
      case 0x8104:
        if (decoderId !== undefined) return undefined;
        decoderId = u32(bytes, value);
        break;
      case 0x8304:
        if (controllerId !== undefined) return undefined;
        controllerId = u32(bytes, value);
        break;
      case 0x8508:
        if (requestId !== undefined || !isExact(bytes, value)) return undefined;
        requestId = u64(bytes, value);
        break;
      default:
        return undefined;
    }
    at = next;
  }
  return new PassingRecord(
    bytes[start + 1] ?? 0,
    readU16(bytes, start + 6),
    new PassingFields(
      passingNumber,
      transponder,
      rtcTimeUs,
      strength,
      hits,
      flags,
      transponderCode,
      userFlag,
      driverId,
      utcTimeUs,
      rtcId,
      sport,
      batteryVoltageV,
      temperatureC,
      decoderId,
      controllerId,
      requestId,
    ),
  );
}

/*
 * Classes, not literals: where many of one literal outlive a collection, V8 goes over to making them all in the old space,
 * which takes eight times as long (its "allocation site pretenuring"). A burst is such a case.
 */
class PassingFields {
  constructor(
    readonly passingNumber: number | undefined,
    readonly transponder: number | undefined,
    readonly rtcTimeUs: number | undefined,
    readonly strength: number | undefined,
    readonly hits: number | undefined,
    readonly flags: number | undefined,
    readonly transponderCode: string | undefined,
    readonly userFlag: number | undefined,
    readonly driverId: number | undefined,
    readonly utcTimeUs: number | undefined,
    readonly rtcId: number | undefined,
    readonly sport: number | undefined,
    readonly batteryVoltageV: number | undefined,
    readonly temperatureC: number | undefined,
    readonly decoderId: number | undefined,
    readonly controllerId: number | undefined,
    readonly requestId: number | undefined,
  ) {}
}

class PassingRecord {
  readonly type = 'PASSING';
  readonly tor = 1;
  readonly asked = NOTHING;
  readonly raw = NOTHING;

  constructor(
    readonly version: number,
    readonly headerFlags: number,
    readonly fields: PassingFields,
  ) {}
}

function u32(bytes: Uint8Array, at: number): number {
  return (readU16(bytes, at) | (readU16(bytes, at + 2) << 16)) >>> 0;
}

function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) + u32(bytes, at + 4) * 4_294_967_296;
}

/** Below 2^53: above it a JS number is not exact, and such a value stays raw. */
function isExact(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 7] === 0 && (bytes[at + 6] ?? 0) < 0x20;
}

function text8(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(
    bytes[at] ?? 0,
    bytes[at + 1] ?? 0,
    bytes[at + 2] ?? 0,
    bytes[at + 3] ?? 0,
    bytes[at + 4] ?? 0,
    bytes[at + 5] ?? 0,
    bytes[at + 6] ?? 0,
    bytes[at + 7] ?? 0,
  );
}
