import { copyOf } from './wire.js';

/** The kinds of P3 field values: how each is read from and written to its bytes (docs/protocols/p3.md, Frame). */
export type FieldValue = number | string | Uint8Array;

export interface Field<Value extends FieldValue = FieldValue> {
  readonly id: number;
  /** Unit of the value, for people: `us`, `V`, `deg C`. */
  readonly unit: string | undefined;
  /** Size of the value in bytes; undefined for text and opaque bytes. */
  readonly size: number | undefined;
  /** Returns the value of `bytes[at, at + length)`, or undefined for impossible bytes, which are then kept raw. */
  read(bytes: Uint8Array, at: number, length: number): Value | undefined;
  write(value: Value): Uint8Array;
}

interface Scale {
  /** value = raw / divisor - minus */
  readonly divisor: number;
  readonly minus: number;
}
const AS_IT_IS: Scale = { divisor: 1, minus: 0 };

/** Little-endian. A decoder may send an integer in fewer bytes than usual, never in more. */
function integer(id: number, size: number, signed: boolean, unit?: string, scale = AS_IT_IS): Field<number> {
  return {
    id,
    unit,
    size,
    read(bytes, at, length) {
      if (length === 0 || length > size) return undefined;
      let raw = 0;
      for (let index = length - 1; index >= 0; index--) raw = raw * 256 + (bytes[at + index] ?? 0);
      if (signed && (bytes[at + length - 1] ?? 0) >= 0x80) raw -= 256 ** length;
      // Beyond 2^53 a JS number is no longer exact; such a value (a time after the year 2255) stays raw.
      if (!Number.isSafeInteger(raw)) return undefined;
      return raw / scale.divisor - scale.minus;
    },
    write(value) {
      let raw = Math.round((value + scale.minus) * scale.divisor);
      const most = signed ? 256 ** size / 2 - 1 : 256 ** size - 1;
      const least = signed ? -(256 ** size / 2) : 0;
      if (!Number.isSafeInteger(raw) || raw < least || raw > most) {
        throw new RangeError(`field 0x${id.toString(16)}: ${value} does not fit ${size} bytes`);
      }
      if (raw < 0) raw += 256 ** size;
      const bytes = new Uint8Array(size);
      for (let index = 0; index < size; index++) {
        bytes[index] = raw % 256;
        raw = Math.floor(raw / 256);
      }
      return bytes;
    },
  };
}

export const u8 = (id: number, unit?: string): Field<number> => integer(id, 1, false, unit);
export const u16 = (id: number, unit?: string): Field<number> => integer(id, 2, false, unit);
export const u32 = (id: number, unit?: string): Field<number> => integer(id, 4, false, unit);
export const u64 = (id: number, unit?: string): Field<number> => integer(id, 8, false, unit);
export const i16 = (id: number, unit?: string): Field<number> => integer(id, 2, true, unit);
/** One byte in tenths of a volt. */
export const volts = (id: number): Field<number> => integer(id, 1, false, 'V', { divisor: 10, minus: 0 });
/** One byte, degrees Celsius plus 100. */
export const celsiusPlus100 = (id: number): Field<number> =>
  integer(id, 1, false, 'deg C', { divisor: 1, minus: 100 });

const BLANK = 0x20;
const DELETE = 0x7f;

/**
 * ASCII in reading order (bytes above 127 are kept as Latin-1, so that no byte is lost). In a field of fixed width the
 * text ends at the first NUL and has no blanks around it; an empty one is no text.
 */
export function text(id: number): Field<string> {
  return {
    id,
    unit: undefined,
    size: undefined,
    read(bytes, at, length) {
      const read = untilNul(bytes, at, at + length).trim();
      return read === '' ? undefined : read;
    },
    write: (value) => Uint8Array.from(value, (char) => char.charCodeAt(0) & 0xff),
  };
}

/** The code printed on a transponder: a text in capitals. */
export const code = (id: number): Field<string> => ({ ...text(id), read: readCode });

/** Returns the code, or undefined where it has no letter or digit, or a character outside ASCII. */
export function readCode(bytes: Uint8Array, at: number, length: number): string | undefined {
  const read = untilNul(bytes, at, at + length)
    .trim()
    .toUpperCase();
  let isCode = false;
  for (let index = 0; index < read.length; index++) {
    const char = read.charCodeAt(index);
    if (char < BLANK || char >= DELETE) return undefined;
    isCode ||= isLetterOrDigit(char);
  }
  return isCode ? read : undefined;
}

function untilNul(bytes: Uint8Array, start: number, end: number): string {
  let read = '';
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0) break;
    read += String.fromCharCode(byte);
  }
  return read;
}

/** Whether a character is a capital letter or a digit. */
function isLetterOrDigit(char: number): boolean {
  return (char >= 0x30 && char <= 0x39) || (char >= 0x41 && char <= 0x5a);
}

/** Bytes without a published meaning. */
export function opaque(id: number): Field<Uint8Array> {
  return {
    id,
    unit: undefined,
    size: undefined,
    read: (bytes, at, length) => copyOf(bytes, at, at + length),
    write: (value) => value,
  };
}

/** An IPv4 address, sent as a little-endian u32, so that its bytes are reversed. */
export function ipv4(id: number): Field<string> {
  return {
    id,
    unit: undefined,
    size: 4,
    read: (bytes, at, length) =>
      length === 4
        ? Array.from(bytes.subarray(at, at + 4))
            .reverse()
            .join('.')
        : undefined,
    write(value) {
      const parts = value.split('.').map(Number);
      if (parts.length !== 4 || !parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)) {
        throw new RangeError(`field 0x${id.toString(16)}: ${value} is no IPv4 address`);
      }
      return Uint8Array.from(parts.reverse());
    },
  };
}
