import type { RawField } from '../report.js';
import type { FieldsOf, KindOf, RecordTypeName } from './record-types.js';

interface RecordOf<Name extends RecordTypeName> {
  readonly kind: KindOf<Name>;
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
