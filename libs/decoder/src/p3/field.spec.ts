import fc from 'fast-check';
import {
  celsiusPlus100,
  code,
  type Field,
  i16,
  ipv4,
  opaque,
  text,
  u16,
  u32,
  u64,
  u8,
  volts,
} from './field.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** Reads a field of these bytes, with others around them. */
const read = <Value extends number | string | Uint8Array>(
  field: Field<Value>,
  bytes: string,
): Value | undefined => field.read(Buffer.from(`ff${bytes}ff`, 'hex'), 1, bytes.length / 2);

describe('a number', () => {
  it.each([
    ['u8', u8(7), 0, '00'],
    ['u8', u8(7), 255, 'ff'],
    ['u16', u16(7), 65_535, 'ffff'],
    ['u16', u16(7), 256, '0001'],
    ['u32', u32(7), 4_294_967_295, 'ffffffff'],
    ['u64', u64(7), Number.MAX_SAFE_INTEGER, 'ffffffffffff1f00'],
    ['i16', i16(7), -32_768, '0080'],
    ['i16', i16(7), -1, 'ffff'],
    ['i16', i16(7), 32_767, 'ff7f'],
    ['volts', volts(7), 25.5, 'ff'],
    ['volts', volts(7), 0.1, '01'],
    ['degrees', celsiusPlus100(7), -100, '00'],
    ['degrees', celsiusPlus100(7), 155, 'ff'],
  ])('%s is %#', (_, field, value, bytes) => {
    expect(hex(field.write(value))).toBe(bytes);
    expect(read(field, bytes)).toBe(value);
  });

  it.each([
    ['u8', u8(7), 256],
    ['u8', u8(7), -1],
    ['u16', u16(7), 65_536],
    ['u32', u32(7), 4_294_967_296],
    ['u64', u64(7), 2 ** 53],
    ['i16', i16(7), 32_768],
    ['i16', i16(7), -32_769],
    ['volts', volts(7), 25.6],
    ['degrees', celsiusPlus100(7), -101],
    ['u8', u8(7), NaN],
  ])('that does not fit a %s is named with the field (%#)', (_, field, value) => {
    expect(() => field.write(value)).toThrow(
      new RangeError(`field 0x7: ${value} does not fit ${field.size ?? 0} bytes`),
    );
  });

  it('is read from fewer bytes, never from none or more', () => {
    expect(read(u32(1), '2a')).toBe(42);
    expect(read(u32(1), '2a0001')).toBe(65_578);
    expect(read(i16(1), 'ff')).toBe(-1);
    expect(read(i16(1), '7f')).toBe(127);
    expect(read(u32(1), '')).toBeUndefined();
    expect(read(u32(1), '0000000000')).toBeUndefined();
  });

  it('beyond what is exact is left raw', () => {
    expect(read(u64(1), '0000000000002000')).toBeUndefined();
    expect(read(u64(1), 'ffffffffffffffff')).toBeUndefined();
  });
});

describe('text', () => {
  it('is a byte for each character, and none is lost', () => {
    expect(hex(text(1).write('FL-\u00e9'))).toBe('464c2de9');
    expect(read(text(1), '464c2de9')).toBe('FL-\u00e9');
    expect(hex(text(1).write('\u0141'))).toBe('41');
  });
});

describe('text in a field of fixed width', () => {
  it.each([
    ['ends at the first NUL', '52433400ff00', 'RC4'],
    ['has no blanks around it', '2020524334200d0a', 'RC4'],
    ['keeps those within it', '5243203400', 'RC 4'],
    ['is none where there are only NULs', '0000000000000000', undefined],
    ['is none where there are only blanks', '2020202020202020', undefined],
    ['is none behind a NUL', '0052433400', undefined],
  ])('%s', (_, bytes, value) => {
    expect(read(text(1), bytes)).toBe(value);
  });
});

describe('the code of a transponder', () => {
  it.each([
    ['is the same in small letters', Buffer.from('fl-94890'), 'FL-94890'],
    ['is the same behind blanks', Buffer.from('  FL-94890'), 'FL-94890'],
    ['may have any shape that can be printed', Buffer.from('K7 (12)'), 'K7 (12)'],
    ['is none of characters that nobody can print', Buffer.from('FL\x01\x1b[2J'), undefined],
    ['is none of bytes beyond ASCII', Buffer.from([0xff, 0xfe, 0x46, 0x8e]), undefined],
    ['is none without a letter or a digit', Buffer.from('--------'), undefined],
  ])('%s', (_, bytes, value) => {
    expect(code(1).read(bytes, 0, bytes.length)).toBe(value);
  });

  it('is one, however it is padded and written', () => {
    const printed = fc
      .stringMatching(/^[A-Z0-9]{2,3}-?[0-9]{3,5}$/)
      .chain((printable) =>
        fc.tuple(fc.constant(printable), fc.constantFrom(printable, printable.toLowerCase())),
      );
    const blanks = fc.nat(4).map((count) => ' '.repeat(count));
    const behindNul = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from([0, ...bytes]));
    fc.assert(
      fc.property(
        printed,
        blanks,
        blanks,
        fc.option(behindNul, { nil: Buffer.alloc(0) }),
        ([wanted, sent], before, behind, rest) => {
          const bytes = Buffer.concat([Buffer.from(before + sent + behind), rest]);
          expect(code(1).read(bytes, 0, bytes.length)).toBe(wanted);
        },
      ),
    );
  });

  it('is never anything but printable text without blanks around it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
        const value = code(1).read(bytes, 0, bytes.length);
        if (value !== undefined) expect(value).toMatch(/^(?=.*[A-Z0-9])[!-`{-~](?:[ -`{-~]*[!-`{-~])?$/);
      }),
    );
  });
});

describe('opaque bytes', () => {
  it('are a copy of what came', () => {
    const chunk = Buffer.from('010203', 'hex');
    const value = opaque(1).read(chunk, 1, 2);
    chunk.fill(0);
    expect(value).toEqual(Uint8Array.of(2, 3));
    expect(opaque(1).write(Uint8Array.of(4))).toEqual(Uint8Array.of(4));
  });
});

describe('an address', () => {
  it('has its bytes the other way round', () => {
    expect(hex(ipv4(1).write('192.168.1.2'))).toBe('0201a8c0');
    expect(read(ipv4(1), '0201a8c0')).toBe('192.168.1.2');
    expect(hex(ipv4(1).write('0.0.255.255'))).toBe('ffff0000');
  });

  it.each(['', '0201a8', '0201a8c000'])('is never %j', (bytes) => {
    expect(read(ipv4(1), bytes)).toBeUndefined();
  });

  it.each(['1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.-1', '1.2.3.x', '1.2.3.4.'])('is not %s', (value) => {
    expect(() => ipv4(0x1a).write(value)).toThrow(new RangeError(`field 0x1a: ${value} is no IPv4 address`));
  });
});
