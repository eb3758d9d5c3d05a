import { isLoopback } from './loopback.js';

describe(isLoopback.name, () => {
  it.each([
    ['127.0.0.1', true],
    ['127.4.5.6', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.5', false],
    ['::ffff:192.168.1.5', false],
    ['fe80::1%eth0', false],
    ['redis', false],
    ['127.0.0.1.example.com', false],
    ['', false],
  ])('%j is this machine: %s', (host, is) => {
    expect(isLoopback(host)).toBe(is);
  });
});
