import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { GatewayProcess } from './gateway-process.js';
import { report } from './report.js';
import { IS_FULL } from './trial.js';

type Headers = Readonly<Record<string, string>>;
/** Promised is a second; beside other tests the look itself comes later. */
const MOST_MS = IS_FULL ? 1000 : 10_000;
const SECRET = 'one secret that both gateways of the site have';

describe('two gateways of one site', () => {
  let redis: RedisOnPort;
  const folders: string[] = [];
  const gateways: GatewayProcess[] = [];
  const begin = async (
    name: string,
    secret: string | undefined,
    folder = aFolder(),
  ): Promise<GatewayProcess> => {
    const gateway = new GatewayProcess(await freePort(), {
      REDIS_URL: redis.url,
      COACHLINK_DATA_DIR: folder,
      COACHLINK_DEVICE_ID: `gateway-${name}`,
      COACHLINK_DEVICE_SECRET: `secret-of-the-device-${name}`,
      ...(secret === undefined ? {} : { COACHLINK_JWT_SECRET: secret }),
    });
    gateways.push(gateway);
    gateway.start();
    await gateway.until('it is ready', async () =>
      (await gateway.readiness())?.status === 200 ? true : undefined,
    );
    return gateway;
  };
  const aFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-site-'));
    folders.push(folder);
    return folder;
  };
  const ask = async (
    { port }: GatewayProcess,
    path: string,
    headers: Headers,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  /** Returns the time until `isSo` is true. */
  const took = async (
    gateway: GatewayProcess,
    what: string,
    isSo: () => Promise<boolean>,
  ): Promise<number> => {
    const beginMs = performance.now();
    await gateway.until(what, async () => ((await isSo()) ? true : undefined));
    return Math.round(performance.now() - beginMs);
  };
  const keyMadeAt = async (gateway: GatewayProcess): Promise<{ id: string; headers: Headers }> => {
    const terms = { name: 'a scoreboard', scopes: ['passings:read'] };
    const made = await gateway.until('a key is made', () => gateway.ask('POST', '/admin/api-keys', terms));
    const {
      id,
      api_key: key,
      api_secret: secret,
    } = made as { id: string; api_key: string; api_secret: string };
    return { id, headers: { 'x-api-key': key, 'x-api-secret': secret } };
  };
  const statusAt = async (gateway: GatewayProcess, headers: Headers): Promise<number> =>
    (await ask(gateway, '/transponders/active', headers)).status;

  beforeEach(async () => {
    redis = new RedisOnPort(await freePort(), ['--save', '']);
    await redis.start();
  });
  afterEach(async () => {
    for (const gateway of gateways.splice(0)) await gateway.kill();
    await redis.remove();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  it('know what is made, changed and taken away at the other one within a second', async () => {
    const [a, b] = await Promise.all([begin('a', SECRET), begin('b', SECRET)]);
    const { id, headers } = await keyMadeAt(a);
    const longestMs: Record<string, number> = {};
    longestMs.made = await took(b, 'the key is good', async () => (await statusAt(b, headers)) === 200);
    await a.ask('DELETE', `/admin/api-keys/${id}`);
    longestMs.revoked = await took(
      b,
      'the key is good no more',
      async () => (await statusAt(b, headers)) === 401,
    );

    const urlAt = (loop: number): string => `p3+tcp://127.0.0.1:1?loop=${loop}`;
    const loopAt = async (gateway: GatewayProcess): Promise<number | undefined> => {
      const answer = await gateway.ask('GET', '/decoders');
      const [decoder] = (answer?.decoders ?? []) as { loop_id: number }[];
      return decoder?.loop_id;
    };
    await a.ask('POST', '/decoders', { decoder_id: 'finish', url: urlAt(1) });
    longestMs.added = await took(b, 'the decoder is there', async () => (await loopAt(b)) === 1);
    await b.ask('PATCH', '/decoders/finish', { url: urlAt(2) });
    longestMs.changed = await took(a, 'it is another one', async () => (await loopAt(a)) === 2);
    await a.ask('DELETE', '/decoders/finish');
    longestMs.removed = await took(b, 'it is gone', async () => (await loopAt(b)) === undefined);
    report('one site of two gateways', { longestMs });
    expect(Math.max(...Object.values(longestMs))).toBeLessThan(MOST_MS);
  }, 120_000);

  it('go on with the credentials that each had before, and say where their secrets differ', async () => {
    const folder = aFolder();
    const alone = await begin('a', undefined, folder);
    const { headers } = await keyMadeAt(alone);
    await alone.stop();
    // The first gateway gets the secret that a second one will have, and its credentials stay good.
    const a = await begin('a', SECRET, folder);
    expect(await statusAt(a, headers)).toBe(200);
    const b = await begin('b', SECRET);
    expect(await statusAt(b, headers)).toBe(200);

    const other = await begin('c', 'another secret than the gateways of the site');
    const said = await other.saysOrEnds(/Set COACHLINK_JWT_SECRET to the same value/);
    expect(said).toContain('Set COACHLINK_JWT_SECRET to the same value');
    const refused = await ask(other, '/transponders/active', headers);
    expect([refused.status, refused.body.message]).toEqual([
      503,
      expect.stringContaining('COACHLINK_JWT_SECRET'),
    ]);
    expect(said).not.toContain(SECRET);
    expect(await statusAt(a, headers)).toBe(200);
    report('one site, secrets', { takenOver: true, differing: refused.status });
  }, 120_000);
});
