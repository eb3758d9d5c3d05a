import { describeTransport, parseDecoderUrl } from './decoder-url.js';

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
    ['192.168.1.50:5403', /p3\+tcp:\/\//],
    ['p98+tcp://h', /protocol p98.*p3/],
    ['p3+udp://h', /transport udp.*tcp and serial/],
    ['p3+tcp://', /takes a host/],
    ['p3+tcp://h:0', /port 0/],
    ['p3+tcp://h:99999', /port 99999/],
    ['p3+serial://ttyUSB0', /path/],
    ['p3+tcp://h?loop=0', /loop=0.*1 to 65535/],
    ['p3+tcp://h?loop=1&loop=2', /more than once/],
    ['p3+tcp://h?lop=1', /lop is not known.*loop/],
    ['p3+tcp://h?baud=9600', /baud is not known/],
    ['p3+tcp://h?clock=utc', /clock=utc.*auto or rtc/],
    ['p3+tcp://h?backfill=some', /backfill=some/],
  ])('refuses %s and says why', (url, why) => {
    expect(() => parseDecoderUrl(url)).toThrow(why);
  });
});
