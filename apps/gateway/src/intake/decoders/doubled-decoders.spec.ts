import fc from 'fast-check';
import { parseDecoderUrl } from '#decoder';
import { doubledDecoders, type KnownDecoder } from './doubled-decoders.js';

const decoder = (decoderId: string, url: string, reportedId?: string): KnownDecoder => ({
  decoderId,
  address: parseDecoderUrl(`p3+${url}`),
  reportedId,
});
const LINKS: Readonly<Record<string, string>> = {
  '/dev/serial/by-id/usb-FTDI-port0': '/dev/ttyUSB0',
  '/dev/decoder': '/dev/ttyUSB0',
};
const of = (...decoders: KnownDecoder[]): string[] =>
  doubledDecoders(decoders, (path) => LINKS[path] ?? path).map(({ sentence }) => sentence);

describe(doubledDecoders.name, () => {
  it.each([
    ['tcp://192.168.1.50', 'tcp://192.168.1.50:5403?loop=2'],
    ['tcp://Finish.Local', 'tcp://finish.local.'],
    ['tcp://localhost', 'tcp://127.0.0.1'],
    ['tcp://LOCALHOST', 'tcp://[::1]'],
    ['tcp://[::ffff:127.0.0.1]', 'tcp://127.0.0.1'],
    ['tcp://[::ffff:192.168.1.5]', 'tcp://192.168.1.5'],
    ['tcp://[::ffff:c0a8:105]', 'tcp://192.168.1.5'],
    ['tcp://[2001:DB8:0:0::5]', 'tcp://[2001:db8::5]'],
    ['tcp://[FE80::1%25eth0]', 'tcp://[fe80:0::1%eth0]'],
    ['serial:///dev/ttyUSB0?baud=9600', 'serial:///dev/ttyUSB0'],
    ['serial:///dev//ttyUSB0', 'serial:///dev/./ttyUSB0'],
    ['serial:///dev/serial/by-id/usb-FTDI-port0', 'serial:///dev/ttyUSB0'],
    ['serial:///dev/serial/by-id/usb-FTDI-port0', 'serial:///dev/decoder'],
  ])('knows %s and %s for one address', (one, other) => {
    const [sentence, ...others] = of(decoder('a', one), decoder('b', other));
    expect(sentence).toMatch(
      /^Decoders a and b have the same address .*: every crossing counts twice\. Remove all but one, or/,
    );
    expect(others).toEqual([]);
  });

  it.each([
    ['tcp://192.168.1.50:5403', 'tcp://192.168.1.50:5404'],
    ['tcp://192.168.1.50', 'tcp://192.168.1.51'],
    ['tcp://127.0.0.1', 'tcp://127.0.0.2'],
    ['tcp://[fe80::1%eth0]', 'tcp://[fe80::1%eth1]'],
    ['tcp://finish', 'tcp://start'],
    ['serial:///dev/ttyUSB0', 'serial:///dev/ttyUSB1'],
    ['serial:///dev/ttyUSB0', 'serial:///dev/ttyusb0'],
  ])('knows %s and %s for two', (one, other) => {
    expect(of(decoder('a', one, '00020F93'), decoder('b', other, '00020F94'))).toEqual([]);
  });

  it('knows the same decoder behind two addresses by what it calls itself', () => {
    expect(
      of(
        decoder('a', 'tcp://finish', '00020F93'),
        decoder('b', 'tcp://192.168.1.50', '00020F93'),
        decoder('c', 'serial:///dev/ttyUSB0', '00020F93'),
        decoder('d', 'tcp://start', '00020F94'),
      ),
    ).toEqual([
      expect.stringMatching(
        /^Decoders a, b and c are one decoder, 00020F93: every crossing counts 3 times\./,
      ),
    ]);
  });

  it.each(['00000000', 'FFFFFFFF', undefined])(
    'takes %s, which is set nowhere, for no identity',
    (reportedId) => {
      expect(of(decoder('a', 'tcp://finish', reportedId), decoder('b', 'tcp://start', reportedId))).toEqual(
        [],
      );
    },
  );

  it('says once what two of one address are', () => {
    const same = [decoder('a', 'tcp://finish', '00020F93'), decoder('b', 'tcp://FINISH', '00020F93')];
    expect(of(...same)).toHaveLength(1);
    // Decoder c has another address.
    expect(of(...same, decoder('c', 'tcp://10.0.0.5', '00020F93'))).toEqual([
      expect.stringMatching(/same address/),
      expect.stringMatching(/a, b and c are one decoder/),
    ]);
  });

  it('has each doubled one in a warning, and no other', () => {
    const hosts = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 8 });
    fc.assert(
      fc.property(hosts, (names) => {
        const decoders = names.map((host, index) => decoder(`d${index}`, `tcp://${host}`));
        const warned = doubledDecoders(decoders, (path) => path).flatMap(({ decoderIds }) => decoderIds);
        const doubled = names.flatMap((host, index) =>
          names.filter((each) => each === host).length > 1 ? [`d${index}`] : [],
        );
        expect(warned.toSorted()).toEqual(doubled.toSorted());
      }),
    );
  });
});
