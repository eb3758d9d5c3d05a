import { readCode } from './field.js';
import type { P3RecordOf } from './record.js';
import { HEADER_BYTES } from './wire.js';

const NOTHING: readonly never[] = [];

/**
 * Reads a usual PASSING in one go: `[start, end)` is a whole record whose CRC holds. Returns undefined for an unusual
 * one (a field that is unknown, empty, twice, of another size, or runs over the end), which the table reads; the result
 * is always that of the table.
 */
export function readPassing(view: DataView, start: number, end: number): P3RecordOf<'PASSING'> | undefined {
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
    const length = view.getUint8(at + 1);
    const value = at + 2;
    const next = value + length;
    if (next > bodyEnd) return undefined;
    switch (view.getUint16(at)) {
      case 0x0104:
        if (passingNumber !== undefined) return undefined;
        passingNumber = view.getUint32(value, true);
        break;
      case 0x0304:
        if (transponder !== undefined) return undefined;
        transponder = view.getUint32(value, true);
        break;
      case 0x0408:
        if (rtcTimeUs !== undefined) return undefined;
        rtcTimeUs = u64(view, value);
        if (rtcTimeUs > Number.MAX_SAFE_INTEGER) return undefined;
        break;
      case 0x0502:
        if (strength !== undefined) return undefined;
        strength = view.getUint16(value, true);
        break;
      case 0x0602:
        if (hits !== undefined) return undefined;
        hits = view.getUint16(value, true);
        break;
      case 0x0802:
        if (flags !== undefined) return undefined;
        flags = view.getUint16(value, true);
        break;
      case 0x0a08:
        if (transponderCode !== undefined) return undefined;
        transponderCode = code8(view, value);
        if (transponderCode === undefined) return undefined;
        break;
      case 0x0e04:
        if (userFlag !== undefined) return undefined;
        userFlag = view.getUint32(value, true);
        break;
      case 0x0f01:
        if (driverId !== undefined) return undefined;
        driverId = view.getUint8(value);
        break;
      case 0x1008:
        if (utcTimeUs !== undefined) return undefined;
        utcTimeUs = u64(view, value);
        if (utcTimeUs > Number.MAX_SAFE_INTEGER) return undefined;
        break;
      case 0x1304:
        if (rtcId !== undefined) return undefined;
        rtcId = view.getUint32(value, true);
        break;
      case 0x1401:
        if (sport !== undefined) return undefined;
        sport = view.getUint8(value);
        break;
      case 0x3001:
        if (batteryVoltageV !== undefined) return undefined;
        batteryVoltageV = view.getUint8(value) / 10;
        break;
      case 0x3101:
        if (temperatureC !== undefined) return undefined;
        temperatureC = view.getUint8(value) - 100;
        break;
      case 0x8104:
        if (decoderId !== undefined) return undefined;
        decoderId = view.getUint32(value, true);
        break;
      case 0x8304:
        if (controllerId !== undefined) return undefined;
        controllerId = view.getUint32(value, true);
        break;
      case 0x8508:
        if (requestId !== undefined) return undefined;
        requestId = u64(view, value);
        if (requestId > Number.MAX_SAFE_INTEGER) return undefined;
        break;
      default:
        return undefined;
    }
    at = next;
  }
  return new PassingRecord(
    view.getUint8(start + 1),
    view.getUint16(start + 6, true),
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
 * Classes, not literals: where many objects of one literal outlive a collection, V8 makes all of them in the old space,
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
  readonly kind = 'passing';
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

/** Reads a u64; above 2^53 a JS number is not exact, and such a value stays raw. */
function u64(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 4_294_967_296;
}

function code8(view: DataView, at: number): string | undefined {
  return readCode(new Uint8Array(view.buffer, view.byteOffset + at, 8), 0, 8);
}
