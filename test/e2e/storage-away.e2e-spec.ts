import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { type RunningSimulator, startSimulator } from '#simulator';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import { type Gateway, startGateway } from '../../apps/gateway/src/gateway.js';
import { checkedFetch } from '../contract/checked-fetch.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { CREDENTIALS, DEVICE, until } from './gateway.fixture.js';
import { WrittenLog } from './written-log.js';

jest.setTimeout(60_000);

/** Words of the Redis client and of the system, which are no words for people. */
const FOREIGN_WORDS =
  /ECONN|connect E|Connection is closed|isn't writeable|OfflineQueue|max ?retries|Command (timed|aborted)|ioredis|getaddrinfo|ReplyError|socket/i;

type Body = Readonly<Record<string, unknown>>;

describe('a storage that is away at the start', () => {
  let redis: RedisOnPort;
  let simulator: RunningSimulator;
  let gateway: Gateway;
  let log: WrittenLog;
  const dataDir = mkdtempSync(join(tmpdir(), 'coachlink-e2e-'));

  beforeEach(async () => {
    log = new WrittenLog();
    redis = new RedisOnPort(await freePort(), ['--appendonly', 'yes', '--save', '']);
    simulator = await startSimulator({ riders: 0, statusPeriodMs: 100 });
    const config = readEnvironment({
      PORT: '0',
      REDIS_URL: redis.url,
      COACHLINK_CLOUD_URL: 'https://127.0.0.1:1',
      COACHLINK_DATA_DIR: dataDir,
      COACHLINK_DECODERS: `d0=p3+tcp://127.0.0.1:${simulator.port}`,
      COACHLINK_ADMIN_KEY: CREDENTIALS['x-api-key'],
      COACHLINK_ADMIN_SECRET: CREDENTIALS['x-api-secret'],
      COACHLINK_DEVICE_ID: DEVICE['X-Device-ID'],
      COACHLINK_DEVICE_SECRET: DEVICE['X-Device-Secret'],
    });
    gateway = await startGateway(config, { path: process.env.PATH ?? '', isTerminal: false });
  });
  afterEach(async () => {
    await gateway.stop();
    await simulator.close();
    await redis.remove();
    log.end();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const ask = async (method: string, path: string, body?: object): Promise<Body> => {
    const response = await checkedFetch(
      new Request(`${gateway.url}${path}`, {
        method,
        headers: { ...CREDENTIALS, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
    return (await response.json()) as Body;
  };
  const decoder = (): Promise<Body> => ask('GET', '/api/v1/decoders/d0');

  it('is said in the welcome, in the state of the decoders and in the log, in words; and so is its coming', async () => {
    expect(gateway.welcome).not.toMatch(/is ready/);
    expect(gateway.welcome).toMatch(
      /CoachLINK runs, but .*storage cannot be reached.*\n.*Start Redis, or correct REDIS_URL\./,
    );
    expect(await decoder()).toMatchObject({
      state: 'awaiting_storage',
      licensed: null,
      license_reason: 'unknown',
      last_error: expect.stringMatching(/^Waiting for the storage.*Start Redis/) as string,
      connects: 0,
    });
    for (const path of ['/health/ready', '/api/v1/passings', '/api/v1/decoders', '/api/v1/admin/devices'])
      expect(JSON.stringify(await ask('GET', path))).not.toMatch(FOREIGN_WORDS);

    await redis.start();
    const terms = { features: ['p3_decoder'], device_limit: 1, valid_until: '2099-12-31T23:59:59Z' };
    await until('no licence holds it, which is known by now', async () =>
      (await decoder()).state === 'unlicensed' ? true : undefined,
    );
    await until('this device is registered and licensed', async () => {
      const { license_code } = await ask('POST', '/api/v1/admin/licenses', {
        ...terms,
        device_id: DEVICE['X-Device-ID'],
      });
      return license_code === undefined ? undefined : true;
    });
    await until('it is connected', async () => ((await decoder()).state === 'connected' ? true : undefined));

    await redis.kill();
    simulator.decoders[0]?.decoder.report({ timeUs: Date.now() * 1000, transponder: 1000 });
    await until('it says that passings wait', () =>
      log.messages('ingest').some((message) => message.startsWith('passings wait')) ? true : undefined,
    );
    expect((await decoder()).license_reason).toBe('granted');
    await redis.start();
    await until('it says that the store takes them', () =>
      log.messages('ingest').includes('the store takes passings again') ? true : undefined,
    );
    for (const message of log.messages()) expect(message).not.toMatch(FOREIGN_WORDS);
    expect(log.messages('redis').slice(0, 2)).toEqual([
      expect.stringMatching(
        /^The storage cannot be reached: .*refuses.*Start Redis, or correct REDIS_URL\.$/,
      ),
      'the storage is connected',
    ]);
    expect(log.messages('redis').at(-1)).toBe('the storage is connected');
  });
});
