import { encodeLine, secondsText } from './encode-line.js';
import { crcText, lineCrc } from './line-crc.js';
import { p98 } from './protocol.js';

const eventsOf = (bytes: Uint8Array): readonly unknown[] => {
  const parser = p98.createParser();
  return [...parser.push(bytes), ...parser.end()].map((event) =>
    event.kind === 'record' ? event.record : event.reason,
  );
};

describe('p98', () => {
  it('has the CRC of the check value', () => {
    expect(lineCrc('123456789')).toBe(0xa69d);
    expect(crcText('')).toBe('FFFF');
  });

  it('reads a passing: decimal seconds are a decimal number, whatever zeros are left out', () => {
    const fields = [20, 7, 4_000_123, secondsText(688_410_000), 70, 103, 2];
    expect(eventsOf(encodeLine('@', fields))).toMatchObject([
      {
        kind: 'passing',
        fields: {
          decoderId: '20',
          sequence: 7,
          transponder: 4_000_123,
          rtcTimeUs: 688_410_000,
          hits: 70,
          strength: 103,
        },
        raw: [{ id: 6 }],
      },
    ]);
  });

  it('reads a status with and without its last field, and what it does not know', () => {
    expect(eventsOf(encodeLine('#', [40, 5, 72, 0]))).toMatchObject([
      { kind: 'status', fields: { decoderId: '40', sequence: 5, noise: 72 }, raw: [{ id: 3 }] },
    ]);
    expect(eventsOf(encodeLine('#', [101, 6, 71]))).toMatchObject([{ kind: 'status', raw: [] }]);
    expect(eventsOf(encodeLine('$', [40, 3, 5, 28_800]))).toMatchObject([{ kind: 'other', type: 'NOTE' }]);
  });

  it.each([
    ['too few fields', [20, 1, 5, '1.5', 7]],
    ['a transponder beyond 32 bits', [20, 1, 4_294_967_296, '1.5', 7, 8, 2]],
    ['hits beyond 16 bits', [20, 1, 5, '1.5', 65_536, 8, 2]],
    ['a time that is none', [20, 1, 5, '1,5', 7, 8, 2]],
    ['a negative time', [20, 1, 5, '-1.5', 7, 8, 2]],
    ['no decoder', ['', 1, 5, '1.5', 7, 8, 2]],
  ])('rejects %s, though its CRC holds', (_, fields) => {
    expect(eventsOf(encodeLine('@', fields))).toEqual(['bad_field']);
  });

  it('rejects every line of which one bit was turned over', () => {
    const line = encodeLine('@', [20, 7, 4_000_123, '688.41', 70, 103, 2]);
    const crLf = 2;
    for (let bit = 0; bit < (line.length - crLf) * 8; bit++) {
      const damaged = Uint8Array.from(line);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const records = eventsOf(damaged).filter((each) => typeof each !== 'string');
      // The CRC is written in either case.
      if (records.length > 0)
        expect(Buffer.from(damaged).toString('latin1').toUpperCase()).toBe(
          Buffer.from(line).toString('latin1').toUpperCase(),
        );
    }
  });
});
