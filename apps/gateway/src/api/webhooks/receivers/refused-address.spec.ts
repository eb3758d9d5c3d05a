import { isRefusedAddress, isRefusedHost } from './refused-address.js';

describe(isRefusedAddress.name, () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:169.254.1.1',
  ])('refuses %s', (address) => {
    expect(isRefusedAddress(address)).toBe(true);
  });

  it.each([
    '192.168.1.20',
    '10.0.0.1',
    '8.8.8.8',
    'fd00::5',
    '2001:db8::1',
    '::ffff:192.168.1.2',
    'a.example',
    '',
  ])('takes %s', (address) => {
    expect(isRefusedAddress(address)).toBe(false);
  });
});

describe(isRefusedHost.name, () => {
  it.each([
    ['localhost', true],
    ['LOCALHOST.', true],
    ['a.localhost', true],
    ['localhost.example', false],
    ['mylocalhost', false],
  ])('%s', (host, isRefused) => {
    expect(isRefusedHost(host)).toBe(isRefused);
  });
});
