import { BadEnvironment, readEnvironment } from './environment.js';

function linesOf(environment: Record<string, string>): readonly string[] {
  try {
    readEnvironment(environment);
    return [];
  } catch (error) {
    if (error instanceof BadEnvironment) return error.lines;
    throw error;
  }
}

describe(readEnvironment.name, () => {
  it('is the demo on loopback where nothing is set', () => {
    expect(readEnvironment({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      demo: true,
      decoders: [],
      production: false,
    });
  });

  it('reads decoders, and is no demo then', () => {
    const config = readEnvironment({
      COACHLINK_DECODERS: 'a=p3+tcp://127.0.0.1:5403?loop=1, b=p3+serial:///dev/ttyS0?loop=2',
    });
    expect(config.demo).toBe(false);
    expect(config.decoders.map(({ decoderId, address }) => [decoderId, address.loopId])).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it.each([
    ['::', '::'],
    ['[::]', '::'],
    ['[::ffff:127.0.0.1]', '::ffff:127.0.0.1'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['[fe80::1%25eth0]', 'fe80::1%eth0'],
  ])('takes %s as HOST', (text, host) => {
    expect(readEnvironment({ HOST: text }).host).toBe(host);
  });

  it('reads where the cloud is', () => {
    expect(readEnvironment({ COACHLINK_CLOUD_URL: 'https://cloud.example/sync' }).cloudUrl?.host).toBe(
      'cloud.example',
    );
    expect(readEnvironment({}).cloudUrl).toBeUndefined();
  });

  it.each([
    [{ PORT: '99999' }, /^PORT takes/],
    [{ PORT: '0x1F' }, /^PORT takes/],
    [{ HOST: 'a b' }, /^HOST/],
    [{ REDIS_URL: 'http://user:hunter2@x' }, /^REDIS_URL/],
    [{ COACHLINK_DECODERS: 'p3+tcp://h' }, /^COACHLINK_DECODERS takes id=url/],
    [{ COACHLINK_DECODERS: 'a=p3+tcp://h,a=p3+tcp://i' }, /a twice/],
    [{ COACHLINK_DECODERS: 'a=xx+tcp://h' }, /for a .*protocol xx/],
    [{ COACHLINK_DEMO: 'maybe' }, /^COACHLINK_DEMO takes on or off/],
    [{ COACHLINK_ADMIN_KEY: 'hunter2' }, /^COACHLINK_ADMIN_SECRET is missing/],
    [{ COACHLINK_RETENTION_DAYS: '0' }, /^COACHLINK_RETENTION_DAYS/],
    [{ COACHLINK_CLOUD_URL: 'cloud.example' }, /^COACHLINK_CLOUD_URL takes a URL that begins with https/],
    [
      { COACHLINK_CLOUD_URL: 'http://cloud.example' },
      /^COACHLINK_CLOUD_URL takes a URL that begins with https/,
    ],
    [{ COACHLINK_CLOUD_URL: 'https://me:hunter2@cloud.example' }, /^COACHLINK_CLOUD_URL must hold no user/],
    [{ COACHLINK_READY_NEEDS_DECODER: 'maybe' }, /^COACHLINK_READY_NEEDS_DECODER takes on or off/],
    [{ COACHLINK_LOG: 'loud' }, /^COACHLINK_LOG takes/],
    [{ COACHLINK_METRICS: 'on' }, /^COACHLINK_METRICS takes local, public, off$/],
    [{ NODE_ENV: 'production' }, /^COACHLINK_ADMIN_KEY and/],
    [{ COACHLINK_TLS_CERT: 'cert.pem' }, /^COACHLINK_TLS_CERT and COACHLINK_TLS_KEY belong together/],
    [{ COACHLINK_TLS_KEY: 'key.pem' }, /^COACHLINK_TLS_CERT and COACHLINK_TLS_KEY belong together/],
    [{ REDIS_URL: 'redis://10.0.0.5' }, /^REDIS_URL names a Redis on the network without a password/],
    [{ REDIS_URL: 'rediss://hunter2@redis.example' }, /^REDIS_URL names a Redis on the network/],
    [{ REDIS_URL: 'redis+sentinel://127.0.0.1:1,10.0.0.5:1/m' }, /^REDIS_URL names a Redis on the network/],
    [{ REDIS_URL: 'redis+cluster://[::1]:1,redis:2' }, /^REDIS_URL names a Redis on the network/],
  ])('refuses %j with one line, which never repeats a secret', (environment, line) => {
    const lines = linesOf(environment);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(line);
    expect(lines[0]).not.toContain('hunter2');
  });

  it('names everything that is bad at once', () => {
    expect(linesOf({ PORT: 'x', COACHLINK_LOG: 'x' })).toHaveLength(2);
  });

  it('keeps the demo out of production', () => {
    const production = {
      NODE_ENV: 'production',
      COACHLINK_ADMIN_KEY: 'key',
      COACHLINK_ADMIN_SECRET: 'a-long-random-secret',
    };
    expect(readEnvironment(production).demo).toBe(false);
    expect(linesOf({ ...production, COACHLINK_DEMO: 'on' })).toEqual([
      expect.stringMatching(/^COACHLINK_DEMO must be off/),
    ]);
  });

  it.each([
    [{ REDIS_URL: 'redis://127.0.0.1:6379' }],
    [{ REDIS_URL: 'redis://localhost' }],
    [{ REDIS_URL: 'unix:///run/redis.sock' }],
    [{ REDIS_URL: 'redis://:hunter2@10.0.0.5' }],
    [{ REDIS_URL: 'redis+cluster://[::1]:1,127.0.0.2:2' }],
    [{ REDIS_URL: 'redis://redis', COACHLINK_ALLOW_OPEN_REDIS: 'on' }],
  ])('takes a Redis that nobody else reaches, or that asks for a password: %j', (environment) => {
    expect(linesOf(environment)).toEqual([]);
  });
});
