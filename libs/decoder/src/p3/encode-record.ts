import { recordCrc } from './crc.js';
import type { Field, FieldValue } from './field.js';
import { type FieldsOf, RECORD_TYPES, type RecordTypeName } from './record-types.js';
import type { RawField } from '../report.js';
import { EOR, escapeFrame, HEADER_BYTES, MAX_FRAME_BYTES, SOR, WireBytes } from './wire.js';

/** Stands in place of a value: "please return this field". */
export const ASK = null;

/** Fields in the order in which they shall stand in the record. */
export type FieldsToSend<Name extends RecordTypeName> = {
  readonly [Key in keyof FieldsOf<Name>]?: FieldsOf<Name>[Key] | typeof ASK;
};

export interface EncodeOptions {
  /** 0 from a client, 2 from a decoder. */
  readonly version?: number;
  /** Type of record for UNKNOWN; the type of the name where it is left out. */
  readonly tor?: number;
  /** Fields with ids outside the table, after the named ones. */
  readonly raw?: readonly RawField[];
}

/** Returns the wire bytes of one record, from the same table that decodes it. */
export function encodeRecord<Name extends RecordTypeName>(
  type: Name,
  fields: FieldsToSend<Name> = {},
  options: EncodeOptions = {},
): Uint8Array {
  const table = RECORD_TYPES[type].fields as Readonly<Record<string, Field>>;
  const body: number[] = [];
  for (const [name, value] of Object.entries(fields) as [string, FieldValue | null | undefined][]) {
    const field = table[name];
    if (field === undefined) throw new RangeError(`${type} has no field ${name}`);
    if (value !== undefined) appendTlv(body, field.id, value === ASK ? undefined : field.write(value));
  }
  for (const { id, bytes } of options.raw ?? []) appendTlv(body, Number(id), bytes);
  return seal(options.tor ?? RECORD_TYPES[type].tor, body, options.version ?? 0);
}

function appendTlv(body: number[], id: number, value: Uint8Array = new Uint8Array()): void {
  if (value.length > 255)
    throw new RangeError(`field 0x${id.toString(16)}: ${value.length} bytes, at most 255 fit`);
  body.push(id, value.length, ...value);
}

function seal(tor: number, body: readonly number[], version: number): Uint8Array {
  const size = HEADER_BYTES + body.length + 1;
  const { bytes: record, view } = WireBytes.ofSize(size);
  record.set([SOR, version, size & 0xff, size >> 8, 0, 0, 0, 0, tor & 0xff, tor >> 8]);
  record.set(body, HEADER_BYTES);
  record[size - 1] = EOR;
  view.setUint16(4, recordCrc(view, 0, size), true);
  const wire = escapeFrame(record);
  if (wire.length > MAX_FRAME_BYTES)
    throw new RangeError(`a frame of ${wire.length} bytes, at most ${MAX_FRAME_BYTES} fit`);
  return wire;
}
