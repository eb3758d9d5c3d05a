import fc from 'fast-check';
import { type DecoderAddress, describeTransport, formatDecoderUrl, parseDecoderUrl } from './decoder-url.js';

describe(parseDecoderUrl.name, () => {
  it('reads a decoder on the network', () => {
    expect(parseDecoderUrl('p3+tcp://192.168.1.50')).toEqual({
      protocol: 'p3',
      transport: { kind: 'tcp', host: '192.168.1.50', port: 5403 },
      loopId: 1,
      clock: 'auto',
      backfill: 'none',
      kind: 'p3_decoder',
      record: false,
    });
  });

  it('reads every parameter', () => {
    const address = parseDecoderUrl(
      'p3+serial:///dev/ttyUSB0?baud=19200&loop=7&clock=rtc&backfill=500&kind=x2_decoder&record=1',
    );
    expect(address).toMatchObject({
      loopId: 7,
      clock: 'rtc',
      backfill: 500,
      kind: 'x2_decoder',
      record: true,
    });
    expect(address.transport).toEqual({ kind: 'serial', path: '/dev/ttyUSB0', baud: 19200 });
    expect(describeTransport(address)).toBe('/dev/ttyUSB0');
  });

  it.each([
    [
      'p3+udp://:5303',
      { kind: 'udp', host: undefined, port: 5303 },
      'UDP port 5303',
      'p3+udp://:5303?loop=1',
    ],
    [
      'thbc+udp://192.168.1.9',
      { kind: 'udp', host: '192.168.1.9', port: 2008 },
      '192.168.1.9:2008',
      undefined,
    ],
    [
      'ammc+ws://box',
      { kind: 'ws', host: 'box', port: 9000, path: '/' },
      'box:9000',
      'ammc+ws://box:9000?loop=1',
    ],
    [
      'ammc+ws://box:80/passings?loops=4711:1,4712:2',
      { kind: 'ws', host: 'box', port: 80, path: '/passings' },
      'box:80/passings',
      'ammc+ws://box:80/passings?loop=1&loops=4711:1,4712:2',
    ],
  ])('reads %s', (url, transport, place, written) => {
    const address = parseDecoderUrl(url);
    expect(address.transport).toEqual(transport);
    expect(describeTransport(address)).toBe(place);
    if (written !== undefined) expect(formatDecoderUrl(address)).toBe(written);
    expect(parseDecoderUrl(formatDecoderUrl(address))).toEqual(address);
  });

  it.each([
    ['p3+tcp://[fe80::1%25eth0]:5403', 'fe80::1%eth0', 'p3+tcp://[fe80::1%25eth0]:5403?loop=1'],
    ['p3+tcp://[fe80::1%eth0]', 'fe80::1%eth0', 'p3+tcp://[fe80::1%25eth0]:5403?loop=1'],
    ['p3+tcp://[::ffff:192.168.1.5]', '::ffff:192.168.1.5', 'p3+tcp://[::ffff:192.168.1.5]:5403?loop=1'],
    ['p3+tcp://[64:ff9b::192.0.2.33]/', '64:ff9b::192.0.2.33', 'p3+tcp://[64:ff9b::192.0.2.33]:5403?loop=1'],
  ])('takes the IPv6 address of %s', (url, host, written) => {
    const address = parseDecoderUrl(url);
    expect(address.transport).toMatchObject({ kind: 'tcp', host, port: 5403 });
    expect(formatDecoderUrl(address)).toBe(written);
    expect(describeTransport(address)).toBe(`[${host}]:5403`);
  });

  it.each([
    ['p3+tcp://[fe80::1%]', /fe80::1% is no IPv6 address.*fe80::1%eth0/],
    ['p3+tcp://[1::2::3]:5403', /1::2::3 is no IPv6 address/],
    ['p3+tcp://[::ffff:192.168.1.500]', /is no IPv6 address/],
    ['p3+tcp://[192.168.1.5]', /192\.168\.1\.5 is no IPv6 address/],
    ['p3+tcp://fe80::1', /IPv6 address .*in brackets/],
    ['192.168.1.50:5403', /p3\+tcp:\/\//],
    ['p99+tcp://h', /protocol p99.*p3/],
    ['p3+ws://h', /transport ws.*tcp and serial and udp/],
    ['ammc+ws://', /takes a host/],
    ['p3+udp://:5303/x', /takes a host/],
    ['ammc+ws://h?loops=4711', /loops=4711.*4711:1,4712:2/],
    ['ammc+ws://h?loops=a:1,a:2', /a stands there twice/],
    ['ammc+ws://h?loops=a:65536', /loops=a:65536/],
    ['p3+tcp://h/path', /takes a host/],
    ['p3+tcp://', /takes a host/],
    ['p3+tcp://h:0', /port 0/],
    ['p3+tcp://h:99999', /port 99999/],
    ['p3+serial://ttyUSB0', /path/],
    ['p3+tcp://h?loop=0', /loop=0.*1 to 65535/],
    ['p3+tcp://h?loop=1&loop=2', /more than once/],
    ['p3+tcp://h?loop=1?clock=rtc', /loop=1.clock=rtc is invalid/],
    ['p3+tcp://h?lop=1', /lop is not known.*loop/],
    ['p3+tcp://h?baud=9600', /baud is not known/],
    ['p3+tcp://h?clock=utc', /clock=utc.*auto or rtc/],
    ['p3+tcp://h?backfill=some', /backfill=some/],
  ])('refuses %s and says why', (url, why) => {
    expect(() => parseDecoderUrl(url)).toThrow(why);
  });
});

describe(formatDecoderUrl.name, () => {
  const zoned = fc
    .tuple(fc.ipV6(), fc.constantFrom('eth0', 'wlan0', 'br-lan', 'enp3s0.100', '25eth0', '2'))
    .map(([address, zone]) => `${address}%${zone}`);
  const transport = fc.oneof(
    fc.record({
      kind: fc.constant('tcp' as const),
      host: fc.oneof(fc.ipV4(), fc.ipV6(), zoned, fc.domain()),
      port: fc.integer({ min: 1, max: 65_535 }),
    }),
    fc.record({
      kind: fc.constant('serial' as const),
      path: fc.constantFrom('/dev/ttyUSB0', '/dev/serial/by-id/usb-a_b-port0', '/dev/a#b&c%20=d'),
      baud: fc.integer({ min: 300, max: 4_000_000 }),
    }),
  );
  const address: fc.Arbitrary<DecoderAddress> = fc.record({
    protocol: fc.constant('p3' as const),
    transport,
    loopId: fc.integer({ min: 1, max: 65_535 }),
    clock: fc.constantFrom('auto', 'rtc'),
    backfill: fc.oneof(fc.constantFrom('none' as const, 'all' as const), fc.nat(999_999_999)),
    kind: fc.constantFrom('p3_decoder', 'x2_decoder'),
    record: fc.boolean(),
  });

  it('writes what parses to the same address', () => {
    fc.assert(
      fc.property(address, (each) => {
        expect(parseDecoderUrl(formatDecoderUrl(each))).toEqual(each);
      }),
    );
  });

  it('writes defaults out where they tell something', () => {
    expect(formatDecoderUrl(parseDecoderUrl('p3+tcp://192.168.1.50'))).toBe(
      'p3+tcp://192.168.1.50:5403?loop=1',
    );
    expect(formatDecoderUrl(parseDecoderUrl('p3+serial:///dev/ttyS0?loop=2&clock=rtc'))).toBe(
      'p3+serial:///dev/ttyS0?loop=2&baud=115200&clock=rtc',
    );
  });

  it.each(['p3+tcp://user:hunter2@h:5403', 'p3+tcp://h?password=hunter2'])(
    'never has a password to write: %s is no decoder URL, and the refusal does not repeat it',
    (url) => {
      const refusal = (): string => {
        try {
          return formatDecoderUrl(parseDecoderUrl(url));
        } catch (error) {
          return String(error);
        }
      };
      expect(refusal()).toMatch(/^Error: /);
      expect(refusal()).not.toContain('hunter2');
    },
  );
});
