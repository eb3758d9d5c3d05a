import { parseRedisUrl } from './redis-url.js';

describe(parseRedisUrl.name, () => {
  it.each([
    ['redis://127.0.0.1', { kind: 'single', host: '127.0.0.1', port: 6379, tls: false, login: {} }],
    [
      'rediss://u:p%40ss@h:7000/3',
      { kind: 'single', host: 'h', port: 7000, tls: true, login: { username: 'u', password: 'p@ss', db: 3 } },
    ],
    [
      'redis://:secret@[::1]:6380',
      { kind: 'single', host: '::1', port: 6380, tls: false, login: { password: 'secret' } },
    ],
    ['unix:///run/redis.sock', { kind: 'socket', path: '/run/redis.sock', login: {} }],
    ['unix:///run/redis.sock?db=2', { kind: 'socket', path: '/run/redis.sock', login: { db: 2 } }],
    [
      'redis+sentinel://a:1,b/main',
      {
        kind: 'sentinel',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 26379 },
        ],
        name: 'main',
        login: {},
      },
    ],
    [
      'redis+cluster://a:1,b:2',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
        login: {},
      },
    ],
  ])('reads %s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([
    'localhost:6379',
    'http://h',
    'redis://a,b',
    'redis://h:0',
    'redis://h/x',
    'unix://rel',
    'redis+sentinel://a:1',
  ])('refuses %s', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(/./);
  });

  it('never repeats a password in what it says', () => {
    expect(() => parseRedisUrl('redis://user:hunter2@h:99999')).toThrow(
      expect.not.stringContaining('hunter2') as string,
    );
  });
});
