import fc from 'fast-check';
import { recordOf } from '../testing/arbitrary-records.js';
import { readByTable } from './decode-record.js';
import { encodeRecord } from './encode-record.js';
import { readPassing } from './read-passing.js';
import { RECORD_TYPES } from './record-types.js';
import { HEADER_BYTES, viewOf, WireBytes } from './wire.js';

/** Fields of a PASSING as a decoder sends them, and as none should: unknown, empty, twice, too short, too long. */
const ids = [...Object.values(RECORD_TYPES.PASSING.fields).map(({ id }) => id), 0x77];
const oddField = fc
  .tuple(fc.constantFrom(...ids), fc.uint8Array({ maxLength: 9 }))
  .map(([id, bytes]) => [id, bytes.length, ...bytes]);
const usualField = fc
  .constantFrom(...Object.values(RECORD_TYPES.PASSING.fields))
  .chain(({ id, size = 8 }) =>
    fc.uint8Array({ minLength: size, maxLength: size }).map((bytes) => [id, size, ...bytes]),
  );

function passingWith(fields: readonly number[][]): WireBytes {
  const body = fields.flat();
  return new WireBytes(
    Uint8Array.from([0x8e, 2, body.length + HEADER_BYTES + 1, 0, 0, 0, 0, 0, 1, 0, ...body, 0x8f]),
  );
}

describe(readPassing.name, () => {
  it('gives what the table gives, or leaves it to the table', () => {
    const fields = fc.array(fc.oneof({ weight: 9, arbitrary: usualField }, oddField), { maxLength: 12 });
    fc.assert(
      fc.property(fields, (sent) => {
        const wire = passingWith(sent);
        const byTable = readByTable(wire, 0, wire.bytes.length);
        expect(readPassing(wire.view, 0, wire.bytes.length) ?? byTable).toEqual(byTable);
      }),
      { numRuns: 5000 },
    );
  });

  it('leaves no passing to the table that is made of known fields of their size', () => {
    fc.assert(
      fc.property(recordOf('PASSING'), ({ fields }) => {
        const sent = Object.entries(fields).filter(([, value]) => typeof value === 'number');
        const record = encodeRecord('PASSING', Object.fromEntries(sent));
        const plain = Uint8Array.from(unescaped(record));
        expect(readPassing(viewOf(plain), 0, plain.length)?.fields).toMatchObject(Object.fromEntries(sent));
      }),
    );
  });

  it('leaves a field that runs over the end to the table, which names it', () => {
    const wire = passingWith([[0x01, 200, 1, 2]]);
    expect(readPassing(wire.view, 0, wire.bytes.length)).toBeUndefined();
    expect(readByTable(wire, 0, wire.bytes.length)).toBe('tlv_overrun');
  });
});

function unescaped(wire: Uint8Array): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < wire.length; at++)
    bytes.push(wire[at] === 0x8d ? (wire[++at] ?? 0) - 0x20 : (wire[at] ?? 0));
  return bytes;
}
