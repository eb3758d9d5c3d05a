import { mkdtempSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer, PrivateRedis, connectRedis, untilReady } from '#redis';
import { account, type Passing, RedisPassingsRepository } from '#passings';
import { type RunningSimulator, startSimulator } from '#simulator';
import { readEnvironment } from '../../apps/gateway/src/config/environment.js';
import { type Gateway, startGateway } from '../../apps/gateway/src/gateway.js';
import { checkedFetch } from '../contract/checked-fetch.js';
import { freePort, RedisOnPort } from '../integration/redis-on-port.js';
import { passing } from './api.fixture.js';
import { CREDENTIALS, DEVICE, until } from './gateway.fixture.js';

const PATH = process.env.PATH ?? '';
const ADMIN = {
  COACHLINK_ADMIN_KEY: CREDENTIALS['x-api-key'],
  COACHLINK_ADMIN_SECRET: CREDENTIALS['x-api-secret'],
};
const BOX = {
  COACHLINK_DEVICE_ID: DEVICE['X-Device-ID'],
  COACHLINK_DEVICE_SECRET: DEVICE['X-Device-Secret'],
};
const FIRST_NUMBERED_S = 1_700_000_000;

interface DecoderRow {
  readonly decoder_id: string;
  readonly simulated: boolean;
  readonly state: string;
}
interface PassingRow {
  readonly decoder_id: string;
  readonly transponderid: string | null;
}

describe('the demo', () => {
  let dataDir: string;
  let gateway: Gateway | undefined;
  let track: RunningSimulator | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'coachlink-demo-'));
  });
  afterEach(async () => {
    await stop();
    await track?.close();
    track = undefined;
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(environment: Record<string, string> = {}): Promise<string> {
    const config = readEnvironment({
      PORT: '0',
      COACHLINK_DATA_DIR: dataDir,
      COACHLINK_LOG: 'error',
      COACHLINK_INTERNET_PROBE: 'off',
      ...environment,
    });
    gateway = await startGateway(config, { path: PATH, isTerminal: false });
    return gateway.welcome;
  }

  async function stop(): Promise<void> {
    await gateway?.stop();
    gateway = undefined;
  }

  async function ask<Body>(path: string, pair: Record<string, string>, body?: object): Promise<Body> {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = { ...pair, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await checkedFetch(
      new Request(`${gateway?.url ?? ''}/api/v1${path}`, { headers, ...sent }),
    );
    return { ...((await response.json()) as object), status: response.status } as Body;
  }

  const decodersFor = async (pair: Record<string, string>): Promise<readonly DecoderRow[]> =>
    (await ask<{ decoders: DecoderRow[] }>('/decoders', pair)).decoders;
  const passingsFor = async (pair: Record<string, string>): Promise<readonly PassingRow[]> =>
    (await ask<{ passings: PassingRow[] }>('/passings', pair, { limit: 10_000, start_time_ms: 0 })).passings;

  const printedPair = (welcome: string): Record<string, string> => ({
    'x-api-key': /x-api-key: (\S+)/.exec(welcome)?.[1] ?? '',
    'x-api-secret': /x-api-secret: (\S+)/.exec(welcome)?.[1] ?? '',
  });

  async function ride(pair: Record<string, string>, decoderId: string): Promise<void> {
    await until(`somebody rides over ${decoderId}`, async () =>
      (await passingsFor(pair)).some(({ decoder_id }) => decoder_id === decoderId) ? true : undefined,
    );
  }

  /** A real gateway on the folder, with a track of one rider. */
  async function startReal(environment: Record<string, string> = {}): Promise<string> {
    track ??= await startSimulator({ seed: 5, riders: 1, speed: 20 });
    const decoder = `finish=p3+tcp://127.0.0.1:${track.port}?loop=1`;
    const welcome = await start({ ...ADMIN, ...BOX, COACHLINK_DECODERS: decoder, ...environment });
    await until('the licence is issued', async () => {
      const terms = { features: ['p3_decoder'], device_limit: 1, valid_until: '2099-12-31T23:59:59Z' };
      const { status } = await ask<{ status: number }>('/admin/licenses', CREDENTIALS, {
        ...terms,
        device_id: DEVICE['X-Device-ID'],
      });
      return status === 201 ? true : undefined;
    });
    return welcome;
  }

  async function expectOnlyReal(): Promise<void> {
    await ride(CREDENTIALS, 'finish');
    const rows = await passingsFor(CREDENTIALS);
    expect(new Set(rows.map(({ decoder_id }) => decoder_id))).toEqual(new Set(['finish']));
    const active = await ask<{ active_transponders: number }>(
      '/transponders/active?minutes=1440',
      CREDENTIALS,
    );
    expect(active.active_transponders).toBe(1);
  }

  it('leaves nothing among real passings, and finds nothing of them', async () => {
    await ride(printedPair(await start()), 'velodrome');
    await stop();
    await startReal();
    await expectOnlyReal();
    await stop();
    const rows = await passingsFor(printedPair(await start({ COACHLINK_DEMO: 'on' })));
    expect(rows.filter(({ decoder_id }) => decoder_id !== 'velodrome')).toEqual([]);
  }, 120_000);

  it('is not started beside a typing error, and writes no rider to the Redis that is given', async () => {
    const redis = new RedisOnPort(await freePort());
    await redis.start();
    const client = connectRedis(redis.url, { role: 'requests' });
    try {
      await untilReady(client, 5000);
      const welcome = await start({ REDIS_URL: redis.url, COACHLINK_DECODER: 'finish=p3+tcp://127.0.0.1:1' });
      expect(welcome).not.toMatch(/velodrome|curl/);
      expect(welcome).toContain('COACHLINK_DECODERS');
      expect(welcome).toContain('COACHLINK_ADMIN_KEY');
      await stop();
      expect((await client.keys('*')).filter((key) => /chunk|ledger|users|api-keys|licen/.test(key))).toEqual(
        [],
      );
    } finally {
      client.disconnect();
      await redis.remove();
    }
  }, 60_000);

  it('is in its own site of a Redis that is given with COACHLINK_DEMO=on', async () => {
    const redis = new RedisOnPort(await freePort());
    await redis.start();
    const client = connectRedis(redis.url, { role: 'requests' });
    try {
      await untilReady(client, 5000);
      await ride(printedPair(await start({ REDIS_URL: redis.url, COACHLINK_DEMO: 'on' })), 'velodrome');
      await stop();
      const keys = await client.keys('*');
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.filter((key) => !key.startsWith('cl:{demo}:'))).toEqual([]);
    } finally {
      client.disconnect();
      await redis.remove();
    }
  }, 60_000);

  it('does not ride along where only an administrator is set', async () => {
    const welcome = await start(ADMIN);
    expect(await decodersFor(CREDENTIALS)).toEqual([]);
    expect(welcome).not.toContain('simulated');
    expect(welcome).toContain('COACHLINK_ADMIN_KEY is set');
    expect(welcome).toMatch(/COACHLINK_DECODERS='finish=/);
  }, 60_000);

  it('marks its decoder wherever one is shown, and takes no real one', async () => {
    const welcome = await start();
    const pair = printedPair(welcome);
    expect(welcome).toMatch(/demo/i);
    expect(await decodersFor(pair)).toMatchObject([{ decoder_id: 'velodrome', simulated: true }]);
    const url = 'p3+tcp://127.0.0.1:1?loop=1';
    const refused = await ask<{ status: number; message: string; details: object }>('/decoders', pair, {
      decoder_id: 'finish',
      url,
    });
    expect(refused).toMatchObject({ status: 409, details: { reason: 'demo.running' } });
    expect(refused.message).toContain('COACHLINK_DECODERS');
    expect(await decodersFor(pair)).toHaveLength(1);
  }, 60_000);

  it('takes a real decoder where it was asked for, and marks which is which', async () => {
    const pair = printedPair(await start({ COACHLINK_DEMO: 'on' }));
    const body = { decoder_id: 'finish', url: 'p3+tcp://127.0.0.1:1?loop=1' };
    expect(await ask('/decoders', pair, body)).toMatchObject({ status: 201, simulated: false });
    expect(await decodersFor(pair)).toMatchObject([
      { decoder_id: 'velodrome', simulated: true },
      { decoder_id: 'finish', simulated: false },
    ]);
  }, 60_000);

  it('does not come by itself to a folder that was used for real', async () => {
    await startReal();
    await expectOnlyReal();
    await stop();
    const welcome = await start();
    expect(welcome).not.toContain('x-api-key');
    expect(welcome).toContain(dataDir);
    expect(welcome).toContain('COACHLINK_DEMO=on');
  }, 120_000);

  it('opens no connection to anything outside this machine', async () => {
    const opened: unknown[] = [];
    const { connect } = Socket.prototype;
    Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
      opened.push(...given.flat());
      return Reflect.apply(connect, this, given) as Socket;
    };
    try {
      // As nobody said where the internet is tried.
      await ride(printedPair(await start({ COACHLINK_INTERNET_PROBE: '' })), 'velodrome');
    } finally {
      Socket.prototype.connect = connect;
    }
    const hosts = opened.flatMap((each) => (each as { host?: string } | null)?.host ?? []);
    expect(hosts.length).toBeGreaterThan(0);
    expect(hosts.filter((host) => !/^(127\.|localhost$|::1$)/.test(host))).toEqual([]);
  }, 60_000);

  describe('of an earlier version, which kept its passings among the real ones', () => {
    const nowS = Math.floor(Date.now() / 1000);
    const invented = (from: number, count: number): Passing[] =>
      Array.from({ length: count }, (_, index) => {
        const timeUs = (nowS - 4000 + index) * 1_000_000;
        return passing({
          decoderId: 'velodrome',
          passingNumber: nowS - 4000 - FIRST_NUMBERED_S + from + index,
          transponderId: `FL-1000${index % 7}`,
          timeUs,
          receivedAtMs: timeUs / 1000,
        });
      });
    const real = (decoderId: string): Passing[] =>
      Array.from({ length: 5 }, (_, index) => {
        const timeUs = (nowS - 3990 + index) * 1_000_000;
        const transponderId = `HN-2000${index}`;
        return passing({
          decoderId,
          passingNumber: 501 + index,
          transponderId,
          timeUs,
          receivedAtMs: timeUs / 1000,
        });
      });

    async function before(
      batches: readonly Passing[][],
      decoders: Record<string, string> = {},
    ): Promise<void> {
      const server = findRedisServer(PATH) ?? '';
      const redis = new PrivateRedis({ server, dataDir: join(dataDir, 'redis') });
      await redis.start();
      const client = connectRedis(redis.url, { role: 'ingest' });
      await untilReady(client, 5000);
      const repository = new RedisPassingsRepository({ reader: client, writer: client }, 'main');
      for (const batch of batches) {
        const decoderId = batch[0]?.decoderId ?? '';
        const kept = await repository.ledger(decoderId);
        const numbers = batch.map(({ passingNumber }) => passingNumber ?? 0);
        const { ledger } = account(kept?.ledger, numbers, nowS * 1000);
        const change = { decoderId, from: kept?.version ?? 0, before: kept?.ledger, ledger };
        await repository.store(batch, [change]);
      }
      for (const [id, url] of Object.entries(decoders))
        await client.hset('cl:{main}:decoders', id, JSON.stringify({ url }));
      client.disconnect();
      await redis.stop();
    }

    it('is cleaned away at the first real start, and real passings stay', async () => {
      await before([invented(0, 900), real('finish')]);
      await start({ ...ADMIN, ...BOX });
      const rows = await until('they are gone', async () => {
        const found = await passingsFor(CREDENTIALS);
        return found.length <= 5 ? found : undefined;
      });
      expect(rows.map(({ decoder_id }) => decoder_id)).toEqual(Array(5).fill('finish'));
      const active = await ask<{ active_transponders: number }>(
        '/transponders/active?minutes=1440',
        CREDENTIALS,
      );
      expect(active.active_transponders).toBe(5);
    }, 60_000);

    it('takes nothing from a real decoder that has the name of its own', async () => {
      await before([invented(0, 40), real('velodrome')]);
      await start({ ...ADMIN, ...BOX });
      const rows = await until('they are gone', async () => {
        const found = await passingsFor(CREDENTIALS);
        return found.length <= 5 ? found : undefined;
      });
      expect(rows.map(({ transponderid }) => transponderid).toSorted()).toEqual(
        real('velodrome').map(({ transponderId }) => transponderId),
      );
    }, 60_000);

    it('is no reason not to show the demo, which leaves them alone', async () => {
      await before([invented(0, 3)]);
      const welcome = await start();
      const pair = printedPair(welcome);
      await ride(pair, 'velodrome');
      expect((await passingsFor(pair)).some(({ transponderid }) => transponderid === 'FL-10000')).toBe(false);
    }, 60_000);

    it('gives way to the decoders that were added to it by the API', async () => {
      await before([invented(0, 3)], { gate: 'p3+tcp://127.0.0.1:1?loop=1' });
      const welcome = await start();
      expect(welcome).not.toContain('x-api-key');
      expect(welcome).toContain('gate');
    }, 60_000);
  });
});
