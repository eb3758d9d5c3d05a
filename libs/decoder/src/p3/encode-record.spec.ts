import { encodeRecord, type FieldsToSend } from './encode-record.js';
import { P3Parser } from './parser.js';
import { MAX_FRAME_BYTES } from './wire.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

describe(encodeRecord.name, () => {
  it('says 0 as a client and what it is told as a decoder', () => {
    expect(hex(encodeRecord('PING'))).toBe('8E000B000877000020008F');
    expect(hex(encodeRecord('PING', {}, { version: 2 })).slice(0, 4)).toBe('8E02');
  });

  it('leaves out what is undefined and asks for what is ASK', () => {
    const wire = encodeRecord('SESSION', {
      sessionNumber: undefined,
      firstNumber: null,
      lastNumber: 0x04030201,
    });
    expect(hex(wire).slice(20, -2)).toBe('0300' + '040401020304');
  });

  it('knows both bytes of a type and of a length', () => {
    const wire = encodeRecord(
      'UNKNOWN',
      {},
      {
        tor: 0x7766,
        raw: [1, 2].map((id) => ({ id, bytes: new Uint8Array(255) })),
      },
    );
    expect(hex(wire).slice(0, 20)).toMatch(/^8E000D02.{4}00006677$/);
    expect(new P3Parser().push(wire)).toMatchObject([
      { record: { tor: 0x7766, raw: [{ id: 1 }, { id: 2 }] } },
    ]);
  });

  it('escapes the ends of frames and the escape, and nothing else', () => {
    const wire = encodeRecord(
      'UNKNOWN',
      {},
      { tor: 1, raw: [{ id: 0x77, bytes: Buffer.from('8C8D8E8F90', 'hex') }] },
    );
    expect(hex(wire).slice(20)).toBe('77058C8DAD8DAE8DAF908F');
  });

  it.each<[string, () => Uint8Array, string]>([
    [
      'a field that the type has not',
      () => encodeRecord('PING', { strength: 1 } as FieldsToSend<'PING'>),
      'PING has no field strength',
    ],
    [
      'a field that is too long',
      () => encodeRecord('UNKNOWN', {}, { raw: [{ id: 0x1f, bytes: new Uint8Array(256) }] }),
      'field 0x1f: 256 bytes, at most 255 fit',
    ],
    [
      'a frame that is too long',
      () => ofSize(MAX_FRAME_BYTES + 1),
      'a frame of 4097 bytes, at most 4096 fit',
    ],
  ])('refuses %s, by name', (_, encode, message) => {
    expect(encode).toThrow(new RangeError(message));
  });

  it('goes up to the longest frame that there is', () => {
    const wire = ofSize(MAX_FRAME_BYTES);
    expect(wire).toHaveLength(MAX_FRAME_BYTES);
    expect(new P3Parser().push(wire)).toMatchObject([{ kind: 'record' }]);
  });
});

/** Returns a frame of `size` bytes on the wire, none of them escaped. */
function ofSize(size: number): Uint8Array {
  const body = size - 11;
  const lengths = [...new Array<number>(Math.floor(body / 257)).fill(255), (body % 257) - 2];
  const raw = lengths.map((length) => ({ id: 0x70, bytes: new Uint8Array(length).fill(1) }));
  // The CRC must not hold a byte of the framing either.
  for (let tor = 0x50; ; tor++) {
    try {
      const wire = encodeRecord('UNKNOWN', {}, { tor, raw });
      if (wire.length === size) return wire;
    } catch (error) {
      if (String(error).includes(`frame of ${size} `)) throw error;
    }
  }
}
