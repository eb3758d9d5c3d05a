import { readFileSync } from 'node:fs';
import { BadEnvironment, readEnvironment } from './environment.js';

/** Names of all variables that are read of an empty environment. */
function knownNames(): string[] {
  const asked = new Set<string>();
  const get = (_: object, name: string): undefined => void asked.add(name);
  readEnvironment(new Proxy({}, { get }));
  return [...asked].sort();
}

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

  it.each([
    [{}, 'main'],
    [{ COACHLINK_SITE: ' ' }, 'main'],
    [{ COACHLINK_SITE: ' track-2\r' }, 'track-2'],
    [{ COACHLINK_SITE: 'x'.repeat(63) }, 'x'.repeat(63)],
  ])('takes the name of the site from %j', (environment, site) => {
    expect(readEnvironment(environment).site).toBe(site);
  });

  it.each(['Club', 'club_1', 'club 1', 'club}', '{club', 'cl:b', 'Zürich', 'x'.repeat(64), 'club\tone'])(
    'refuses %j as the name of the site',
    (site) => {
      expect(linesOf({ COACHLINK_SITE: site })).toEqual([
        expect.stringMatching(/^COACHLINK_SITE (takes lower-case letters, digits and hyphens|has a control)/),
      ]);
    },
  );

  it('keeps real passings out of the site of the demo', () => {
    expect(linesOf({ COACHLINK_SITE: 'demo' })).toEqual([
      expect.stringMatching(/^COACHLINK_SITE takes any name but demo/),
    ]);
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
    [{ COACHLINK_DECODERS: 'a=xx+tcp://h' }, /URL for a: protocol xx/],
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

  it.each([
    [{}],
    [{ HOST: '127.0.0.1', PORT: '0', COACHLINK_LOG: 'warn', COACHLINK_DATA_DIR: 'data' }],
    [{ COACHLINK_TLS_CERT: 'cert.pem', COACHLINK_TLS_KEY: 'key.pem', COACHLINK_INTERNET_PROBE: 'off' }],
    [{ COACHLINK_URL: 'http://127.0.0.1:8080', COACHLINK_TEST_SEED: '1', COACHLINK_DECODERS: ' ' }],
  ])('is the demo where nothing says what the gateway does: %j', (environment) => {
    expect(readEnvironment(environment)).toMatchObject({ demo: true, isDemoAsked: false, warnings: [] });
  });

  it.each([
    [{ COACHLINK_ADMIN_KEY: 'key', COACHLINK_ADMIN_SECRET: 'secret' }],
    [{ REDIS_URL: 'redis://127.0.0.1:6379' }],
    [{ COACHLINK_DEVICE_ID: 'box', COACHLINK_DEVICE_SECRET: 'a-long-random-secret' }],
    [{ COACHLINK_JWT_SECRET: 'x'.repeat(32) }],
    [{ COACHLINK_CLOUD_URL: 'https://cloud.example' }],
    [{ COACHLINK_RETENTION_DAYS: '30' }],
    [{ COACHLINK_SITE: 'club' }],
    [{ COACHLINK_DECODER: 'finish=p3+tcp://127.0.0.1:5403' }],
    [{ coachlink_decoders: 'finish=p3+tcp://127.0.0.1:5403' }],
    [{ COACHLNK_DECODERS: 'finish=p3+tcp://127.0.0.1:5403' }],
    [{ COACHLINK_DEMO: 'off' }],
  ])('is no demo where %j is set', (environment) => {
    expect(readEnvironment(environment).demo).toBe(false);
  });

  it('is the demo beside everything else where it is asked for', () => {
    const environment = { COACHLINK_DEMO: 'on', REDIS_URL: 'redis://127.0.0.1:6379' };
    expect(readEnvironment(environment)).toMatchObject({ demo: true, isDemoAsked: true });
  });

  it('refuses a decoder of the name that the demo gives to its own', () => {
    const environment = { COACHLINK_DEMO: 'on', COACHLINK_DECODERS: 'velodrome=p3+tcp://h' };
    expect(linesOf(environment)).toEqual([
      expect.stringMatching(/^COACHLINK_DECODERS names a decoder velodrome/),
    ]);
  });

  it.each([
    ['COACHLINK_DECODER', 'COACHLINK_DECODERS'],
    ['coachlink_retention_days', 'COACHLINK_RETENTION_DAYS'],
    ['COACHLINK_REDIS_URL', 'REDIS_URL'],
    ['COACHLINK_RETENTION', 'COACHLINK_RETENTION_DAYS'],
    ['COACH_LINK_DEMO', 'COACHLINK_DEMO'],
  ])('warns of %s with the nearest name', (name, nearest) => {
    const { warnings } = readEnvironment({ [name]: 'hunter2' });
    expect(warnings).toEqual([expect.stringMatching(`^${name} .*: is ${nearest} meant\\?`)]);
    expect(warnings[0]).not.toContain('hunter2');
  });

  it('does not repeat what an unknown name hides', () => {
    const [warning = ''] = readEnvironment({ [`COACHLINK_\u001b[2J${'X'.repeat(500)}`]: '1' }).warnings;
    expect(warning).not.toContain('\u001b');
    expect(warning.length).toBeLessThan(300);
  });

  it.each([
    'HOST',
    'PORT',
    'NODE_ENV',
    'REDIS_URL',
    'COACHLINK_DATA_DIR',
    'COACHLINK_SITE',
    'COACHLINK_DECODERS',
    'COACHLINK_DEMO',
    'COACHLINK_ADMIN_KEY',
    'COACHLINK_ADMIN_SECRET',
    'COACHLINK_DEVICE_ID',
    'COACHLINK_DEVICE_SECRET',
    'COACHLINK_JWT_SECRET',
    'COACHLINK_LICENSE',
    'COACHLINK_CLOUD_URL',
    'COACHLINK_RETENTION_DAYS',
    'COACHLINK_TLS_CERT',
    'COACHLINK_INTERNET_PROBE',
    'COACHLINK_LOG',
  ])('refuses a control character inside %s, and names nothing but it', (name) => {
    const lines = linesOf({ [name]: 'hunter\r2', COACHLINK_UNKNOWN: 'a\rb' });
    expect(lines).toContainEqual(expect.stringMatching(`^${name} has a control character`));
    expect(lines.filter((line) => line.startsWith(`${name} `))).toHaveLength(1);
    expect(lines.join()).not.toContain('hunter');
  });

  it.each([
    ['a soft hyphen', '\u00ad'],
    ['a direction', '\u202e'],
    ['a joiner', '\u200d'],
    ['a mark of the byte order', '\ufeff'],
    ['a separator of lines', '\u2028'],
    ['a word joiner', '\u2060'],
  ])('refuses %s inside, which is seen as little', (_, character) => {
    expect(linesOf({ COACHLINK_DATA_DIR: `da${character}ta` })).toEqual([
      expect.stringMatching(/^COACHLINK_DATA_DIR has a control character/),
    ]);
  });

  it.each(['"data"', "'data'", '"my data'])('refuses the quotation marks of %s as a part of it', (text) => {
    expect(linesOf({ COACHLINK_DATA_DIR: text })).toEqual([
      expect.stringMatching(/^COACHLINK_DATA_DIR has quotation marks/),
    ]);
  });

  it('knows the names of the table in docs/operations.md, and no other', () => {
    const [, section = ''] =
      /^## Environment$([^]*?)^## /m.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
    const named = [...section.matchAll(/^\| `[^|]*/gm)].flatMap(([cell]) =>
      [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
    );
    // Every program has NODE_ENV; the command line reads COACHLINK_URL.
    expect(named.toSorted()).toEqual(
      [...knownNames().filter((name) => name !== 'NODE_ENV'), 'COACHLINK_URL'].sort(),
    );
  });

  it('trims whatever stands around a value, as the lines of a file from Windows have it', () => {
    const config = readEnvironment({
      HOST: ' 127.0.0.1\r',
      PORT: '\t8080 \r\n',
      NODE_ENV: 'test\r',
      COACHLINK_DATA_DIR: ' my data\r',
      COACHLINK_ADMIN_KEY: 'key\r',
      COACHLINK_ADMIN_SECRET: ' secret\r',
      COACHLINK_DEVICE_ID: 'box\r',
      COACHLINK_DEVICE_SECRET: 'a-long-random-secret\r',
      COACHLINK_JWT_SECRET: `${'x'.repeat(32)}\r`,
      COACHLINK_TLS_CERT: 'cert.pem\r',
      COACHLINK_TLS_KEY: 'key.pem\r',
      COACHLINK_DEMO: 'off\r',
      COACHLINK_LOG: '\r',
    });
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dataDir: 'my data',
      adminKeyPair: { key: 'key', secret: 'secret' },
      device: { key: 'box', secret: 'a-long-random-secret' },
      jwtSecret: 'x'.repeat(32),
      tls: { certificate: 'cert.pem', key: 'key.pem' },
      log: 'info',
    });
  });

  it('reads where the internet is tried', () => {
    const probe = (text: string): unknown =>
      readEnvironment({ COACHLINK_INTERNET_PROBE: text }).internetProbe;
    expect(readEnvironment({}).internetProbe).toBeUndefined();
    expect(probe('off')).toEqual([]);
    expect(probe('cloud.example:443, 192.0.2.1:53,[::1]:8443')).toEqual([
      { host: 'cloud.example', port: 443 },
      { host: '192.0.2.1', port: 53 },
      { host: '::1', port: 8443 },
    ]);
  });

  it.each([
    'on',
    'cloud.example',
    ':443',
    'a:0',
    'a:65536',
    '::1:443',
    'https://a:443',
    'a:1,',
    '[a]:1',
    'a b:1',
  ])('refuses to try the internet at %j', (text) => {
    expect(linesOf({ COACHLINK_INTERNET_PROBE: text })).toEqual([
      expect.stringMatching(/^COACHLINK_INTERNET_PROBE takes host:port/),
    ]);
  });
});
