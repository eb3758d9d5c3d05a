import fc from 'fast-check';
import { hostFault, originForm } from './request-target.js';

describe(originForm.name, () => {
  it.each([
    ['/api/v1/passings?limit=5', '/api/v1/passings?limit=5'],
    ['http://club.example/api/v1/passings?limit=5', '/api/v1/passings?limit=5'],
    ['HTTPS://[::1]:8080/docs', '/docs'],
    ['http://club.example', '/'],
    ['http://club.example?kiosk', '/?kiosk'],
    ['/http://club.example/docs', '/http://club.example/docs'],
    ['*', '*'],
    ['http://', '/http://'],
    ['http://?x', '/http://?x'],
    ['ftp://club.example/docs', '/ftp://club.example/docs'],
    ['mailto:x', '/mailto:x'],
  ])('of %s is %s', (target, path) => {
    expect(originForm(target)).toBe(path);
  });

  it('is the same with and without the host in it', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['http', 'https'], withQueryParameters: true }), (address) => {
        const { pathname, search } = new URL(address);
        expect(new URL(`http://x${originForm(address)}`)).toMatchObject({ pathname, search });
        expect(originForm(originForm(address))).toBe(originForm(address));
      }),
    );
  });
});

describe(hostFault.name, () => {
  const reasonOf = (httpVersion: string, ...host: string[]): string | undefined =>
    hostFault({ httpVersion, headersDistinct: host.length === 0 ? {} : { host } })?.reason;

  it.each([
    'club.example',
    'club.example:8080',
    '127.0.0.1',
    '[::1]:8080',
    '[fe80::1%25eth0]',
    'box_1.local',
    '',
  ])('is none for %p', (host) => {
    expect(reasonOf('1.1', host)).toBeUndefined();
  });

  it.each(['a b', 'a/b', 'http://a', 'user@a', 'a:b', 'a, b', '[::1', 'caf\u00e9'])(
    'is one for %p',
    (host) => {
      expect(reasonOf('1.1', host)).toBe('http.host_invalid');
    },
  );

  it('is none in HTTP/1.0 where it is missing, and one where it is there twice', () => {
    expect(reasonOf('1.0')).toBeUndefined();
    expect(reasonOf('1.1')).toBe('http.host_missing');
    expect([reasonOf('1.0', 'a', 'a'), reasonOf('1.1', 'a', 'b')]).toEqual([
      'http.host_repeated',
      'http.host_repeated',
    ]);
  });
});
