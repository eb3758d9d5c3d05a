import fc from 'fast-check';
import { ambCrc, CRC_PRESET, recordCrc, wireCrc } from './crc.js';
import { EOR, ESC, SOR, viewOf } from './wire.js';

/** The CRC bit by bit: the message enters at the low end (docs/protocols/p3.md, CRC). */
function bitwise(bytes: Uint8Array, crc = CRC_PRESET): number {
  let register = crc;
  for (const byte of bytes) {
    register = (register << 8) | byte;
    for (let bit = 23; bit >= 16; bit--) if ((register & (1 << bit)) !== 0) register ^= 0x11021 << (bit - 16);
  }
  return register;
}

const bytes = fc.uint8Array({ maxLength: 80 });
/** A frame that holds no byte between its ends that would have to be escaped. */
const plain = fc
  .array(
    fc.integer({ min: 0, max: 255 }).filter((byte) => byte < ESC || byte > EOR),
    { minLength: 9, maxLength: 80 },
  )
  .map((body) => Uint8Array.of(SOR, ...body, EOR));
const withoutItself = (frame: Uint8Array): Uint8Array =>
  frame.map((byte, at) => (at === 4 || at === 5 ? 0 : byte));

describe('the CRC', () => {
  it('has the check value of this CRC, which is no other', () => {
    expect(ambCrc(Buffer.from('123456789'))).toBe(0xa69d);
  });

  it('by eight bytes is the one bit by bit, from anywhere to anywhere', () => {
    fc.assert(
      fc.property(bytes, fc.nat(80), fc.nat(80), fc.nat(0xffff), (all, one, other, preset) => {
        const [start, end] = [Math.min(one, other, all.length), Math.min(Math.max(one, other), all.length)];
        expect(ambCrc(all, start, end, preset)).toBe(bitwise(all.subarray(start, end), preset));
        expect(ambCrc(all)).toBe(bitwise(all));
      }),
    );
  });

  it('of a record leaves itself out', () => {
    fc.assert(
      fc.property(plain, bytes, (frame, before) => {
        const all = Buffer.concat([before, frame, before]);
        const [start, end] = [before.length, before.length + frame.length];
        const expected = bitwise(withoutItself(frame));
        expect(recordCrc(viewOf(all), start, end)).toBe(expected);
        expect(wireCrc(viewOf(all), start, end)).toBe(expected);
      }),
    );
  });

  it('of bytes on the wire is none where one between the ends means something else', () => {
    fc.assert(
      fc.property(plain, fc.constantFrom(ESC, SOR, EOR), (frame, byte) => {
        for (let at = 1; at < frame.length - 1; at++) {
          const spoiled = Uint8Array.from(frame);
          spoiled[at] = byte;
          expect([at, wireCrc(viewOf(spoiled), 0, spoiled.length)]).toEqual([at, -1]);
          expect(recordCrc(viewOf(spoiled), 0, spoiled.length)).toBe(bitwise(withoutItself(spoiled)));
        }
      }),
    );
  });

  it('of bytes on the wire minds the neighbours of those three no more than others', () => {
    const frame = Uint8Array.of(
      SOR,
      ...Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 0x8c : 0x90)),
      EOR,
    );
    expect(wireCrc(viewOf(frame), 0, frame.length)).toBe(bitwise(withoutItself(frame)));
  });
});
