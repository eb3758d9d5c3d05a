const WIDTHS = { u8: 1, u16: 2, u24: 3, u32: 4, u48: 6, u64: 8 } as const;

export type FieldType = keyof typeof WIDTHS;

/** A number in packed bytes, unsigned and little-endian: its offset, its width, and its type. */
export interface Field {
  readonly at: number;
  readonly bytes: number;
  readonly type: FieldType;
}

export type Fields<Name extends string = string> = Readonly<Record<Name, Field>>;
/** Reads the field of the packed bytes that begin at `at`. */
export type ReadField = (from: DataView, at: number) => number;
/** Writes the field; throws a RangeError where the value is too large for it. */
export type WriteField = (into: Buffer, at: number, value: number) => void;

export function field(at: number, type: FieldType): Field {
  return { at, bytes: WIDTHS[type], type };
}

/** Returns a reader for each field. Loops over many records take them out of the table first, which lets them be inlined. */
export function readersOf<Name extends string>(fields: Fields<Name>): Readonly<Record<Name, ReadField>> {
  return ofEach(fields, readerOf);
}

export function writersOf<Name extends string>(fields: Fields<Name>): Readonly<Record<Name, WriteField>> {
  return ofEach(fields, writerOf);
}

/** Returns the format of these fields, which must lie side by side, for `struct` in the scripts of Redis. */
export function structFormat<Name extends string>(fields: Fields<Name>, ...names: readonly Name[]): string {
  const its = names.map((name) => fields[name]);
  for (const [index, { at, bytes }] of its.entries()) {
    const next = its[index + 1];
    if (next !== undefined && next.at !== at + bytes)
      throw new Error(`${names[index + 1] ?? ''} does not follow ${names[index] ?? ''}`);
  }
  return `<${its.map(({ bytes }) => `I${bytes}`).join('')}`;
}

function readerOf({ at: offset, type }: Field): ReadField {
  switch (type) {
    case 'u8':
      return (from, at) => from.getUint8(at + offset);
    case 'u16':
      return (from, at) => from.getUint16(at + offset, true);
    case 'u24':
      return (from, at) => from.getUint16(at + offset, true) | (from.getUint8(at + offset + 2) << 16);
    case 'u32':
      return (from, at) => from.getUint32(at + offset, true);
    case 'u48':
      return (from, at) =>
        from.getUint32(at + offset, true) + from.getUint16(at + offset + 4, true) * 2 ** 32;
    case 'u64':
      return (from, at) => Number(from.getBigUint64(at + offset, true));
  }
}

function writerOf({ at: offset, bytes, type }: Field): WriteField {
  switch (type) {
    case 'u8':
      return (into, at, value) => into.writeUInt8(value, at + offset);
    case 'u16':
      return (into, at, value) => into.writeUInt16LE(value, at + offset);
    case 'u32':
      return (into, at, value) => into.writeUInt32LE(value, at + offset);
    case 'u64':
      return (into, at, value) => into.writeBigUInt64LE(BigInt(value), at + offset);
    case 'u24':
    case 'u48':
      return (into, at, value) => into.writeUIntLE(value, at + offset, bytes);
  }
}

function ofEach<Name extends string, Made>(
  fields: Fields<Name>,
  make: (of: Field) => Made,
): Readonly<Record<Name, Made>> {
  const made = Object.entries<Field>(fields).map(([name, of]) => [name, make(of)]);
  return Object.fromEntries(made) as Record<Name, Made>;
}
