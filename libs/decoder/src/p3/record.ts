import type { FieldsOf, RecordTypeName } from './record-types.js';

/** A field that the table does not know, or whose bytes cannot be its value: never lost, never fatal. */
export interface RawField {
  readonly id: number;
  readonly bytes: Uint8Array;
}

interface RecordOf<Name extends RecordTypeName> {
  readonly type: Name;
  /** Type of record as on the wire. */
  readonly tor: number;
  /** 2 from decoders, 0 from clients. */
  readonly version: number;
  readonly headerFlags: number;
  readonly fields: FieldsOf<Name>;
  /** Names of fields with no bytes: in a request, "please return this one". */
  readonly asked: readonly string[];
  readonly raw: readonly RawField[];
}

/** A decoded record, told apart by `type`. */
export type P3Record = { [Name in RecordTypeName]: RecordOf<Name> }[RecordTypeName];
export type P3RecordOf<Name extends RecordTypeName> = Extract<P3Record, { type: Name }>;

/** A u32 DECODER_ID for people: 8 hex digits, most significant first. */
export function formatDecoderId(decoderId: number): string {
  return decoderId.toString(16).toUpperCase().padStart(8, '0');
}
