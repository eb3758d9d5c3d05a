import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { NO_PAIR } from './accounts.fixture.js';
import { startTestApi, type TestApi } from './api.fixture.js';
import { until } from './gateway.fixture.js';

const DEVICE = { 'X-Device-ID': 'the-box', 'X-Device-Secret': 'secret-of-the-box-itself' };
const DEMO_USER = { email: 'user@example.com', password: 'user_password' };

describe('what a demo left behind', () => {
  let redis: RedisOnPort;
  let dataDir: string;
  let api: TestApi;

  beforeAll(async () => {
    redis = new RedisOnPort(await freePort());
    await redis.start();
    dataDir = mkdtempSync(join(tmpdir(), 'coachlink-demo-'));
  });
  afterEach(() => api.stop());
  afterAll(async () => {
    await redis.remove();
    rmSync(dataDir, { recursive: true });
  });

  async function start(demo: 'on' | 'off'): Promise<void> {
    api = await startTestApi({
      repository: null,
      redisUrl: redis.url,
      environment: {
        COACHLINK_DEMO: demo,
        COACHLINK_DATA_DIR: dataDir,
        COACHLINK_DEVICE_ID: DEVICE['X-Device-ID'],
        COACHLINK_DEVICE_SECRET: DEVICE['X-Device-Secret'],
      },
    });
  }

  const login = async (): Promise<number> =>
    (await api.ask('POST', '/api/v1/auth/login', { body: DEMO_USER, headers: { ...NO_PAIR, ...DEVICE } }))
      .status;
  const count = async (what: string): Promise<unknown> =>
    (await api.ask('GET', `/api/v1/admin/${what}`)).body.count;

  it('opens nothing once there is none any more, and is there again with the next one', async () => {
    for (const round of [1, 2]) {
      await start('on');
      await until('the demo lets its user in', async () => ((await login()) === 200 ? true : undefined));
      expect([round, await count('users'), await count('api-keys'), await count('licenses')]).toEqual([
        round,
        2,
        2,
        2,
      ]);
      await api.stop();
      await start('off');
      await until('the user of the demo is refused', async () =>
        (await login()) === 401 ? true : undefined,
      );
      await until('nothing of it is left', async () => {
        const left = [await count('users'), await count('api-keys'), await count('licenses')];
        return left.every((each) => each === 0) ? true : undefined;
      });
      if (round === 1) await api.stop();
    }
  }, 60_000);
});
