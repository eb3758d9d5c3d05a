import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_PAIR } from '../e2e/accounts.fixture.js';
import { type Answer, ask } from '../e2e/api.fixture.js';
import { until } from '../e2e/gateway.fixture.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { GatewayProcess } from '../trials/gateway-process.js';

const KEY = `key-${randomBytes(12).toString('hex')}`;
const SECRET = `secret-${randomBytes(12).toString('hex')}`;
const JWT_SECRET = randomBytes(32).toString('hex');
const DEVICE_SECRET = `device-${randomBytes(12).toString('hex')}`;
const PAIR = { 'x-api-key': KEY, 'x-api-secret': SECRET };

let dataDir: string;
let redis: RedisOnPort;
let gateway: GatewayProcess;
/** Text of all error answers of the gateway. */
let refusals = '';
const canaries = new Set<string>();

/** Returns a unique text, to be looked for afterwards. */
function canary(): string {
  const text = `CANARY${randomBytes(9).toString('hex')}`;
  canaries.add(text);
  return text;
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'coachlink-canary-'));
  redis = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--save', '']);
  await redis.start();
  gateway = new GatewayProcess(await freePort(), {
    REDIS_URL: redis.url,
    COACHLINK_DATA_DIR: dataDir,
    COACHLINK_ADMIN_KEY: KEY,
    COACHLINK_ADMIN_SECRET: SECRET,
    COACHLINK_DEVICE_ID: 'canary',
    COACHLINK_DEVICE_SECRET: DEVICE_SECRET,
    COACHLINK_JWT_SECRET: JWT_SECRET,
    COACHLINK_LOG: 'debug',
  });
  gateway.start();
  await until('the gateway is ready', async () => {
    const { status } = await send('GET', '/decoders', PAIR).catch(() => ({ status: 0 }));
    return status === 200 ? true : undefined;
  });
}, 60_000);
afterAll(async () => {
  await gateway.kill();
  await redis.remove();
  rmSync(dataDir, { recursive: true });
});

async function send(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: object | string,
): Promise<Answer> {
  const asking = { headers: { ...NO_PAIR, ...headers }, ...(body === undefined ? {} : { body }) };
  const answer = await ask(gateway.port, method, `/api/v1${path}`, asking);
  if (answer.status >= 400) refusals += `${JSON.stringify(answer.headers)} ${answer.text}\n`;
  return answer;
}

/** Returns the contents of every file under a folder, the append-only file of Redis among them. */
function contentsOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'latin1'))
    .join('\n');
}

describe('what is secret', () => {
  const secrets = new Set([SECRET, DEVICE_SECRET, JWT_SECRET]);

  it('is given out once, in every way that there is', async () => {
    const given = (value: unknown): string => {
      expect(typeof value).toBe('string');
      secrets.add(String(value));
      return String(value);
    };
    const made = (path: string, body: object): Promise<Answer> =>
      send('POST', path, { ...PAIR, 'Idempotency-Key': randomBytes(12).toString('hex') }, body);
    const device = (await made('/admin/devices', { name: 'A box' })).body;
    const deviceSecret = given(device.device_secret);
    const key = (await made('/admin/api-keys', { name: 'A key', scopes: ['passings:read'] })).body;
    const pair = { 'x-api-key': given(key.api_key), 'x-api-secret': given(key.api_secret) };
    expect((await send('GET', '/passings', pair)).status).toBe(200);
    given((await made(`/admin/api-keys/${String(key.id)}/rotate`, { overlap_seconds: 60 })).body.api_secret);
    const password = given(`password-${randomBytes(12).toString('hex')}`);
    const names = { first_name: 'Jane', last_name: 'Doe' };
    const user = await made('/admin/users', { email: 'jane@example.com', password, ...names });
    expect(user.status).toBe(201);
    const box = { 'X-Device-ID': String(device.device_id), 'X-Device-Secret': deviceSecret };
    const login = (await send('POST', '/auth/login', box, { email: 'jane@example.com', password })).body;
    const token = given(login.access_token);
    const refresh = given(login.refresh_token);
    expect((await send('GET', '/device/status', { ...box, Authorization: `Bearer ${token}` })).status).toBe(
      200,
    );
    given((await send('POST', '/auth/refresh', box, { refresh_token: refresh })).body.access_token);
    given((await made(`/admin/devices/${String(device.device_id)}/rotate`, {})).body.device_secret);
    const webhook = (await made('/webhooks', { url: 'https://results.example/', paused: true })).body;
    given(webhook.secret);
    given((await made(`/webhooks/${String(webhook.id)}/rotate`, {})).body.secret);
    const change = { password: given(`${password}x`) };
    expect((await send('PATCH', `/admin/users/${String(user.body.id)}`, PAIR, change)).status).toBe(200);
  });

  it('and everything that strangers send, is in no log, file, Redis or refusal', async () => {
    const headers = ['x-api-key', 'x-api-secret', 'x-device-id', 'x-device-secret', 'user-agent', 'referer'];
    for (const name of [
      ...headers,
      'cookie',
      'x-forwarded-for',
      'origin',
      'accept',
      'x-request-id',
      'if-none-match',
    ])
      await send('GET', '/passings', { [name]: canary() });
    await send('GET', '/passings', { authorization: `Bearer ${canary()}` });
    await send('GET', '/passings', { authorization: `Basic ${canary()}` });
    await send('GET', `/${canary()}`, PAIR);
    await send('GET', `/passings?transponder_id=${canary()}`, { 'x-api-key': KEY, 'x-api-secret': canary() });
    await send('GET', `/decoders/${canary()}`, PAIR);
    await send('GET', `/passings?cursor=${canary()}`, PAIR);
    await send('GET', `/passings?limit=${canary()}`, PAIR);
    const box = { 'X-Device-ID': 'canary', 'X-Device-Secret': DEVICE_SECRET };
    await send('POST', '/auth/login', box, { email: `${canary()}@example.com`, password: canary() });
    await send('POST', '/auth/login', box, { email: canary(), password: canary(), more: canary() });
    await send('POST', '/auth/login', box, `{"email": "${canary()}`);
    await send('POST', '/auth/refresh', box, { refresh_token: canary() });
    await send('POST', '/passings', PAIR, { limit: canary() });
    await send('POST', '/passings', { ...PAIR, 'Content-Type': 'text/plain' }, canary());
    await send('POST', '/decoders', PAIR, { decoder_id: 'x', url: `p3+tcp://user:${canary()}@127.0.0.1` });
    await send(
      'POST',
      '/license/activate',
      { ...box, authorization: `Bearer ${canary()}` },
      { license_code: canary() },
    );
    await send('POST', '/commands/audit', PAIR, { commands: [canary().slice(0, 4)] });
    await send('GET', '/passings', { 'x-api-key': `${canary()}\u001b[31m`.replace(/[^!-~]/g, '') });

    await redis.call('BGREWRITEAOF');
    await gateway.stop();
    const places = {
      log: gateway.said,
      'data directory': contentsOf(dataDir),
      Redis: contentsOf(redis.folder),
      refusals,
    };
    const found = Object.entries(places).flatMap(([place, text]) =>
      [...canaries, ...secrets]
        .filter((secret) => text.includes(secret))
        .map((secret) => `${place}: ${secret}`),
    );
    expect(found).toEqual([]);
    // The places that were searched have contents.
    expect(gateway.said.length).toBeGreaterThan(100);
    expect(places['data directory'].length).toBeGreaterThan(50);
    expect(places.Redis).toContain('jane@example.com');
    expect(refusals.split('\n').length).toBeGreaterThan(20);
  }, 60_000);

  it('lies in files that only their owner can read', () => {
    const modes = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).map((name) => {
      const { mode } = statSync(join(dataDir, name));
      return [name, (mode & 0o077).toString(8)];
    });
    expect(modes.length).toBeGreaterThan(0);
    expect(modes.filter(([, others]) => others !== '0')).toEqual([]);
  });
});
