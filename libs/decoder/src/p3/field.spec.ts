import { celsiusPlus100, type Field, i16, ipv4, opaque, text, u16, u32, u64, u8, volts } from './field.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** What a field reads of these bytes, with others around them. */
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
