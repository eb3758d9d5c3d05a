import { recordCrc } from './crc.js';
import type { Field, FieldValue } from './field.js';
import { type FieldTable, type KindOf, kindOf, RECORD_TYPES, type RecordTypeName } from './record-types.js';
import { readPassing } from './read-passing.js';
import type { RawField } from '../report.js';
import type { P3Record } from './record.js';
import { copyOf, HEADER_BYTES, MIN_RECORD_BYTES, type WireBytes } from './wire.js';

export type RecordFault = 'too_short' | 'bad_length' | 'bad_crc' | 'tlv_overrun';

interface Decoder {
  readonly kind: KindOf<RecordTypeName>;
  readonly type: RecordTypeName;
  readonly blank: Readonly<Record<string, undefined>>;
  readonly byId: readonly (readonly [name: string, field: Field] | undefined)[];
}

const DECODERS = new Map<number, Decoder>();
for (const [type, { tor, fields }] of Object.entries(RECORD_TYPES)) {
  DECODERS.set(tor, decoderOf(type as RecordTypeName, fields));
}
const UNKNOWN = decoderOf('UNKNOWN', RECORD_TYPES.UNKNOWN.fields);

function decoderOf(type: RecordTypeName, fields: FieldTable): Decoder {
  const byId: (readonly [string, Field] | undefined)[] = new Array<undefined>(256).fill(undefined);
  const blank: Record<string, undefined> = {};
  for (const [name, field] of Object.entries(fields)) {
    byId[field.id] = [name, field];
    blank[name] = undefined;
  }
  return { kind: kindOf(type), type, blank, byId };
}

const NOTHING: readonly never[] = [];
const PASSING_TOR = RECORD_TYPES.PASSING.tor;

/**
 * Decodes an unescaped record `[start, end)`, SOR and EOR included, or returns its fault.
 *  `checkLength` is off for the decoder's side of the conversation: real clients send 0 or a wrong LENGTH in their
 * requests, and real decoders answer them.
 */
export function decodeRecord(
  wire: WireBytes,
  start: number,
  end: number,
  checkLength: boolean,
): P3Record | RecordFault {
  const size = end - start;
  if (size < MIN_RECORD_BYTES) return 'too_short';
  if (checkLength && wire.view.getUint16(start + 2, true) !== size) return 'bad_length';
  if (wire.view.getUint16(start + 4, true) !== recordCrc(wire.view, start, end)) return 'bad_crc';

  return readRecord(wire, start, end);
}

/** Decodes a record whose CRC holds. */
export function readRecord(wire: WireBytes, start: number, end: number): P3Record | 'tlv_overrun' {
  const isPassing = wire.view.getUint16(start + 8, true) === PASSING_TOR;
  return (isPassing ? readPassing(wire.view, start, end) : undefined) ?? readByTable(wire, start, end);
}

export function readByTable(
  { bytes, view }: WireBytes,
  start: number,
  end: number,
): P3Record | 'tlv_overrun' {
  const tor = view.getUint16(start + 8, true);
  const decoder = DECODERS.get(tor) ?? UNKNOWN;
  const fields: Record<string, FieldValue | undefined> = { ...decoder.blank };
  let asked: string[] | undefined;
  let raw: RawField[] | undefined;

  const bodyEnd = end - 1;
  let at = start + HEADER_BYTES;
  while (at < bodyEnd) {
    if (at + 2 > bodyEnd) return 'tlv_overrun';
    const id = bytes[at] ?? 0;
    const length = bytes[at + 1] ?? 0;
    at += 2;
    if (at + length > bodyEnd) return 'tlv_overrun';
    const known = decoder.byId[id];
    if (length === 0 && known !== undefined) {
      (asked ??= []).push(known[0]);
      continue;
    }
    // A field that comes twice keeps its first value; the second stays raw.
    const value =
      known !== undefined && fields[known[0]] === undefined ? known[1].read(bytes, at, length) : undefined;
    if (known !== undefined && value !== undefined) fields[known[0]] = value;
    else (raw ??= []).push({ id, bytes: copyOf(bytes, at, at + length) });
    at += length;
  }

  const record = {
    kind: decoder.kind,
    type: decoder.type,
    tor,
    version: bytes[start + 1] ?? 0,
    headerFlags: view.getUint16(start + 6, true),
    fields,
    asked: asked ?? NOTHING,
    raw: raw ?? NOTHING,
  };
  // The table that made `fields` is the table that P3Record is derived from.
  return record as unknown as P3Record;
}
