import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts, PASSWORD, type RegisteredDevice } from '../e2e/accounts.fixture.js';
import { type Answer, expectProblem, startTestApi, type TestApi } from '../e2e/api.fixture.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { until } from '../e2e/gateway.fixture.js';
import { SteadyTime } from '../../apps/gateway/src/platform/clock/steady-time.js';

const TRIES = process.env.COACHLINK_TRIAL === 'full' ? 10_000 : 1000;
const SOURCES = 100;
const DAY_MS = 86_400_000;

/** Steady clock of the waits, moved by a test. */
const steady = { ms: 0 };
let redis: RedisOnPort;
let dataDir: string;
let api: TestApi;
let accounts: Accounts;

async function start(): Promise<void> {
  api = await startTestApi({
    repository: null,
    redisUrl: redis.url,
    environment: { COACHLINK_DATA_DIR: dataDir },
    override: (building) => building.overrideProvider(SteadyTime).useValue({ nowMs: () => steady.ms }),
  });
  accounts = new Accounts(api);
  await until('the gateway is ready', async () =>
    (await api.ask('GET', '/health/ready')).status === 503 ? undefined : true,
  );
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'coachlink-guessing-'));
  redis = new RedisOnPort(await freePort());
  await redis.start();
  await start();
});
afterAll(async () => {
  await api.stop();
  await redis.remove();
  rmSync(dataDir, { recursive: true });
});

/** Tries to log in, by default with the right password. */
const tryOn = (device: RegisteredDevice, email: string, password = PASSWORD): Promise<Answer> =>
  accounts.tryLogin(device, email, password);

/** Returns the next wait: the time before the gateway looks at a password again. */
async function nextWaitS(device: RegisteredDevice, email: string): Promise<number> {
  expect((await tryOn(device, email, 'wrong')).status).toBe(401);
  const refused = await tryOn(device, email);
  const details = expectProblem(refused, 429, 'auth.too_many_attempts');
  const waitS = Number(refused.headers['retry-after']);
  expect(details.retry_after_seconds).toBe(waitS);
  expect(refused.headers['ratelimit-policy']).toBe('"login";q=5;w=3600');
  expect(refused.headers.ratelimit).toBe(`"login";r=0;t=${waitS}`);
  return waitS;
}

async function failFourTimes(device: RegisteredDevice, email: string): Promise<void> {
  for (let each = 0; each < 4; each++) expect((await tryOn(device, email, 'wrong')).status).toBe(401);
}

describe('guessing passwords', () => {
  it.each([[1], [SOURCES]])(
    'is stopped after 5 tries from %d sources',
    async (sources) => {
      const devices: RegisteredDevice[] = [];
      while (devices.length < sources) devices.push(await accounts.device());
      const { email } = await accounts.user();
      const statuses = new Map<number, number>();
      for (let tries = 0; tries < TRIES; tries++) {
        const device = devices[tries % sources];
        if (device === undefined) throw new Error('no device');
        const { status } = await tryOn(device, email, `guess ${tries}`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      expect([...statuses]).toEqual([
        [401, 5],
        [429, TRIES - 5],
      ]);
    },
    120_000,
  );

  it('is counted before it is looked at, so that many at once are no way round', async () => {
    const device = await accounts.device();
    const { email } = await accounts.user();
    const answers = await Promise.all(Array.from({ length: 40 }, () => tryOn(device, email, 'wrong')));
    const looked = answers.filter(({ status }) => status !== 429);
    expect(looked.length).toBe(5);
  });

  it('has to wait 30 s, doubled each time up to an hour, and at most 40 are looked at in a day', async () => {
    const device = await accounts.device();
    const { email } = await accounts.user();
    await failFourTimes(device, email);
    const beginMs = steady.ms;
    const waits: number[] = [];
    while (steady.ms - beginMs < DAY_MS) {
      const waitS = await nextWaitS(device, email);
      waits.push(waitS);
      steady.ms += waitS * 1000 - 1;
      expect((await tryOn(device, email)).status).toBe(429);
      steady.ms += 1;
    }
    expect(waits.slice(0, 8)).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600]);
    expect(new Set(waits.slice(8))).toEqual(new Set([3600]));
    expect(4 + waits.length).toBeLessThanOrEqual(40);
  }, 60_000);

  it('ends after a hundred in a row, until there is a new password', async () => {
    const device = await accounts.device();
    const { id, email } = await accounts.user();
    for (let failures = 0; failures < 100; failures++) {
      expect((await tryOn(device, email, 'wrong')).status).toBe(401);
      steady.ms += 3_600_000;
    }
    steady.ms += 30 * DAY_MS;
    const refused = await tryOn(device, email);
    expectProblem(refused, 429, 'auth.too_many_attempts');
    expect(refused.headers['retry-after']).toBe('3600');
    const password = 'another horse battery staple';
    expect((await api.ask('PATCH', `/api/v1/admin/users/${id}`, { body: { password } })).status).toBe(200);
    expect((await tryOn(device, email, password)).status).toBe(200);
  }, 60_000);

  it('counts the same for an account that there is not', async () => {
    const device = await accounts.device();
    await failFourTimes(device, 'nobody@example.com');
    expect(await nextWaitS(device, 'nobody@example.com')).toBe(30);
  });

  it('never locks out a device that has logged in before, however much is guessed elsewhere', async () => {
    const [known, stranger] = [await accounts.device(), await accounts.device()];
    const { email } = await accounts.user();
    expect((await tryOn(known, email)).status).toBe(200);
    for (let failures = 0; failures < 100; failures++) {
      await tryOn(stranger, email, 'wrong');
      steady.ms += 3_600_000;
    }
    expect((await tryOn(stranger, email)).status).toBe(429);
    expect((await tryOn(known, email)).status).toBe(200);
  }, 60_000);

  it('is forgotten with a success', async () => {
    const device = await accounts.device();
    const { email } = await accounts.user();
    await failFourTimes(device, email);
    expect((await tryOn(device, email)).status).toBe(200);
    await failFourTimes(device, email);
    expect((await tryOn(device, email)).status).toBe(200);
  });

  it('goes on to be stopped after a restart, and when another gateway is asked', async () => {
    const device = await accounts.device();
    const { email } = await accounts.user();
    await failFourTimes(device, email);
    expect(await nextWaitS(device, email)).toBe(30);
    await api.stop();
    steady.ms = 0;
    await start();
    const refused = await tryOn(device, email);
    expectProblem(refused, 429, 'auth.too_many_attempts');
    expect(refused.headers['retry-after']).toBe('30');
    steady.ms += 30_000;
    expect((await tryOn(device, email)).status).toBe(200);
  });
});
