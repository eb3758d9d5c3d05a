import { parseRedisUrl } from './redis-url.js';

const twoNodes = [
  { host: 'a', port: 1 },
  { host: 'b', port: 2 },
];

describe(parseRedisUrl.name, () => {
  it.each([
    ['redis://127.0.0.1', { kind: 'single', host: '127.0.0.1', port: 6379, tls: false, login: {} }],
    [
      'rediss://u:p%40ss@h:7000/3',
      { kind: 'single', host: 'h', port: 7000, tls: true, login: { username: 'u', password: 'p@ss', db: 3 } },
    ],
    [
      'redis://u:p@s/s@h',
      { kind: 'single', host: 'h', port: 6379, tls: false, login: { username: 'u', password: 'p@s/s' } },
    ],
    [
      'redis://:secret@[::1]:6380',
      { kind: 'single', host: '::1', port: 6380, tls: false, login: { password: 'secret' } },
    ],
    ['unix:///run/redis.sock', { kind: 'socket', path: '/run/redis.sock', login: {} }],
    ['unix:///run/a@b.sock?db=2', { kind: 'socket', path: '/run/a@b.sock', login: { db: 2 } }],
    ['unix://:pw@/run/a.sock', { kind: 'socket', path: '/run/a.sock', login: { password: 'pw' } }],
    ['redis+sentinel://a:1,b:2/main', { kind: 'sentinel', nodes: twoNodes, name: 'main', login: {} }],
    [
      'redis+sentinel://a:1,b:2/main/4',
      { kind: 'sentinel', nodes: twoNodes, name: 'main', login: { db: 4 } },
    ],
    [
      'redis+sentinel://a/main',
      { kind: 'sentinel', nodes: [{ host: 'a', port: 26379 }], name: 'main', login: {} },
    ],
    ['redis+cluster://a:1,b:2', { kind: 'cluster', nodes: twoNodes, login: {} }],
    [
      'redis+cluster://u:p@a:1,b:2/0',
      { kind: 'cluster', nodes: twoNodes, login: { username: 'u', password: 'p' } },
    ],
  ])('reads %s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([
    ['[fe80::1%25eth0]:6380', 'fe80::1%eth0', 6380],
    ['[fe80::1%eth0]', 'fe80::1%eth0', 6379],
    ['[::ffff:10.0.0.5]:6380', '::ffff:10.0.0.5', 6380],
  ])('reads the IPv6 address %s', (place, host, port) => {
    expect(parseRedisUrl(`redis://:p@${place}`)).toMatchObject({ kind: 'single', host, port });
  });

  it.each([
    ['localhost:6379', 'not a Redis URL'],
    ['', 'not a Redis URL'],
    ['http://hunter2@h', 'unknown scheme'],
    ['redis://:hunter2@a,b', 'takes one host'],
    ['redis://:hunter2@[1::2::3]', 'IPv6'],
    ['redis://:hunter2@[fe80::1%]', 'IPv6'],
    ['redis://:hunter2@h:0', 'port'],
    ['redis://:hunter2@h:99999', 'port'],
    ['redis://:hunter2@h/x', 'database'],
    ['redis://:hunter2@', 'host:port'],
    ['redis://:hunter2%zz@h', '%25'],
    ['redis://user:hunter2', 'host:port'],
    ['unix://relative', 'absolute path'],
    ['unix:///a?hunter2', '?db=0'],
    ['redis+sentinel://:hunter2@a:1', 'name of the master'],
    ['redis+cluster://:hunter2@a:1/2', 'no database'],
  ])('refuses %s, saying what is wrong and never the password', (url, reason) => {
    let said = '';
    try {
      parseRedisUrl(url);
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain(reason);
    expect(said).not.toContain('hunter2');
  });
});
