import fc from 'fast-check';
import { encodeRecord, type FieldsToSend, RECORD_TYPES, type RecordTypeName } from '../p3/index.js';
import type { Field, FieldValue } from '../p3/field.js';

export interface SentRecord {
  readonly type: RecordTypeName;
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
  readonly wire: Uint8Array;
}

/** A byte of the wire; those of the framing come often. */
const wireByte = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0x8a, max: 0x8f }) },
  fc.integer({ min: 0, max: 255 }),
);

/** A code has printable characters alone. */
const codeByte = fc.constantFrom(...Buffer.from('CFGH0189-x \0'));

/** A value of the field, made by letting the field read random bytes. */
function valueOf(name: string, field: Field): fc.Arbitrary<FieldValue> {
  const { size } = field;
  const lengths = size === undefined ? { minLength: 1, maxLength: 12 } : { minLength: size, maxLength: size };
  return (
    fc
      .array(name === 'transponderCode' ? codeByte : wireByte, lengths)
      // Times beyond 2^53 are kept raw: only six bytes of eight are left to chance.
      .map((bytes) => bytes.map((byte, index) => (index < 6 || size !== 8 ? byte : 0)))
      .map((bytes) => field.read(Uint8Array.from(bytes), 0, bytes.length))
      .filter((value): value is FieldValue => value !== undefined)
  );
}

const typeNames = Object.keys(RECORD_TYPES).filter((type) => type !== 'UNKNOWN') as RecordTypeName[];

export function recordOf(type: RecordTypeName): fc.Arbitrary<SentRecord> {
  const fields = Object.entries(RECORD_TYPES[type].fields) as [string, Field][];
  const values = Object.fromEntries(fields.map(([name, field]) => [name, valueOf(name, field)]));
  return fc.record(values, { requiredKeys: [] }).map((sent) => ({
    type,
    fields: sent,
    wire: encodeRecord(type, sent as FieldsToSend<typeof type>, { version: 2 }),
  }));
}

export const arbitraryRecord: fc.Arbitrary<SentRecord> = fc.constantFrom(...typeNames).chain(recordOf);

/** Bytes between frames: anything but a SOR, which would begin a frame. */
export const arbitraryJunk = fc
  .array(
    wireByte.filter((byte) => byte !== 0x8e),
    { minLength: 1, maxLength: 20 },
  )
  .map((bytes) => Uint8Array.from(bytes));

/** A stream of frames with junk between them. */
export const arbitraryStream = fc.array(fc.oneof({ weight: 4, arbitrary: arbitraryRecord }, arbitraryJunk), {
  maxLength: 12,
});

export function bytesOf(stream: readonly (SentRecord | Uint8Array)[]): Uint8Array {
  return Buffer.concat(stream.map((part) => (part instanceof Uint8Array ? part : part.wire)));
}

/** Cuts bytes into pieces of these sizes. */
export function piecesOf(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const size = sizes[index % Math.max(sizes.length, 1)] ?? bytes.length;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
