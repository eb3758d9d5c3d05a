import { jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { isInput, transponderIdOf } from '#passings';
import { type RunningSimulator, startSimulator } from '#simulator';
import { checkedFetch } from '../contract/checked-fetch.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { CREDENTIALS, DEVICE, startTestGateway, type TestGateway, until } from './gateway.fixture.js';

jest.setTimeout(60_000);

const NAMES = ['club', 'club-2'] as const;
const PASSWORD = 'correct horse battery staple';
const DAY_MS = 86_400_000;

interface Site {
  readonly name: string;
  readonly simulator: RunningSimulator;
  readonly gateway: TestGateway;
}

interface Asking {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly method?: string;
}

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Starts a site; both sites have the same configured credentials, the same device and the same secret of tokens. */
async function start(name: string, seed: number, redisUrl: string): Promise<Site> {
  const simulator = await startSimulator({ riders: 12, speed: 20, seed });
  const gateway = await startTestGateway(`finish=p3+tcp://127.0.0.1:${simulator.port}`, {
    REDIS_URL: redisUrl,
    COACHLINK_SITE: name,
    COACHLINK_JWT_SECRET: 's'.repeat(32),
  });
  return { name, simulator, gateway };
}

async function ask({ gateway }: Site, path: string, asking: Asking = {}): Promise<Answered> {
  const { headers = CREDENTIALS, body, method = body === undefined ? 'GET' : 'POST' } = asking;
  const answer = await checkedFetch(`${gateway.gateway.url}/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true && text.startsWith('{');
  return {
    status: answer.status,
    text,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

/** Returns the ids of a list, or another field of its rows. */
async function listed(site: Site, path: string, list: string, field = 'id'): Promise<string[]> {
  const { status, body } = await ask(site, path);
  expect(status).toBe(200);
  return (body[list] as Record<string, unknown>[]).map((row) => String(row[field]));
}

/** Makes a user on the site, and returns the headers of a login. */
async function loginOf(
  site: Site,
  user: { readonly email: string; readonly password: string },
): Promise<Record<string, string>> {
  const names = { first_name: 'John', last_name: 'Doe', role: 'coach' };
  expect((await ask(site, '/admin/users', { body: { ...user, ...names } })).status).toBe(201);
  const { status, body } = await ask(site, '/auth/login', { headers: DEVICE, body: user });
  expect(status).toBe(200);
  return { ...DEVICE, Authorization: `Bearer ${String(body.access_token)}` };
}

describe('two gateways of two sites on one Redis', () => {
  let redis: RedisOnPort;
  let club: Site;
  let other: Site;

  beforeAll(async () => {
    redis = new RedisOnPort(await freePort());
    await redis.start();
    club = await start(NAMES[0], 1, redis.url);
    other = await start(NAMES[1], 2, redis.url);
    for (const site of [club, other])
      await until(`${site.name} has passings`, async () => (await rowsOf(site)).length > 30 || undefined);
    for (const { simulator } of [club, other]) simulator.stopRiding();
    for (const site of [club, other])
      await until(`${site.name} has all of them`, async () => {
        const last = [...(site.simulator.decoders[0]?.ledger.all() ?? [])].at(-1)?.passingNumber;
        return (await rowsOf(site)).some((row) => row.passing_number === last) || undefined;
      });
  });

  afterAll(async () => {
    for (const site of [club, other]) {
      await site.gateway.stop();
      await site.simulator.close();
    }
    await redis.remove();
  });

  const rowsOf = async (site: Site): Promise<Record<string, unknown>[]> =>
    (await ask(site, '/passings', { body: { limit: 1000 } })).body.passings as Record<string, unknown>[];
  /** Returns all transponders that crossed the loop, without photocells, whose numbers are the same everywhere. */
  const ridersOf = ({ simulator }: Site): string[] => {
    const crossed = [...(simulator.decoders[0]?.ledger.all() ?? [])];
    const ids = new Set(crossed.map(({ transponder }) => transponderIdOf(transponder)));
    return [...ids].filter((id) => !isInput(id)).toSorted();
  };

  it('store and show each the riders of its own decoder, of the same name as that of the other one', async () => {
    const riders = [ridersOf(club), ridersOf(other)] as const;
    expect(riders[0].filter((id) => riders[1].includes(id))).toEqual([]);
    for (const [at, site] of [club, other].entries()) {
      // A rider may not have passed again since the gateway was connected.
      const stored = new Set((await rowsOf(site)).map((row) => String(row.transponderid)));
      const own = riders[at]?.filter((id) => stored.has(id)) ?? [];
      expect(own.length).toBeGreaterThan(5);
      const nowMs = Date.now();
      const long = { start_time_ms: nowMs - 40 * DAY_MS, end_time_ms: nowMs + DAY_MS };
      const asked = [
        // Short reads, and reads long enough for the thread.
        ask(site, '/passings', { body: { limit: 1000 } }),
        ask(site, '/passings', { body: { ...long, limit: 5000 } }),
        ask(site, '/transponders/sessions', { body: {} }),
        ask(site, '/transponders/sessions', { body: long }),
      ];
      for (const { status, body } of await Promise.all(asked)) {
        expect(status).toBe(200);
        const rows = (body.passings ?? body.sessions) as { transponderid: string }[];
        const seen = new Set(rows.map((row) => row.transponderid));
        expect([...seen].filter((id) => !isInput(id)).toSorted()).toEqual(own);
      }
      const csv = await ask(site, '/passings', { headers: { ...CREDENTIALS, Accept: 'text/csv' } });
      const inFile = [...riders[0], ...riders[1]].filter((id) => csv.text.includes(id));
      expect(inFile).toEqual(own);
      const active = await ask(site, '/transponders/active?minutes=60');
      expect(active.body.active_transponders).toBe(own.length);
      expect(await listed(site, '/decoders', 'decoders', 'decoder_id')).toEqual(['finish']);
      const complete = await ask(site, '/decoders/finish/completeness');
      expect([complete.status, complete.body.state]).toEqual([200, 'complete']);
    }
  });

  it('know none of the accounts, keys, logins, devices and decoders of each other', async () => {
    const key = await ask(club, '/admin/api-keys', {
      body: { name: 'a scoreboard', scopes: ['passings:read'] },
    });
    const pair = { 'x-api-key': String(key.body.api_key), 'x-api-secret': String(key.body.api_secret) };
    const john = { email: 'john@example.com', password: PASSWORD };
    const token = await loginOf(club, john);
    const refused = await ask(other, '/auth/login', { headers: DEVICE, body: john });
    expect(refused.status).toBe(401);
    for (const headers of [pair, token]) {
      const statuses = [club, other].map(
        async (site) => (await ask(site, '/transponders/active', { headers })).status,
      );
      expect(await Promise.all(statuses)).toEqual([200, 401]);
    }
    await ask(club, '/admin/devices', { body: { name: 'A box', device_id: 'box-of-the-club' } });
    await ask(club, '/decoders', { body: { decoder_id: 'start', url: 'p3+tcp://127.0.0.1:1' } });
    expect((await ask(other, '/decoders/start')).status).toBe(404);
    for (const [path, list, field] of [
      ['/admin/api-keys', 'api_keys', 'name'],
      ['/admin/users', 'users', 'email'],
      ['/admin/devices', 'devices', 'id'],
      ['/decoders', 'decoders', 'decoder_id'],
    ] as const) {
      const [here, there] = [await listed(club, path, list, field), await listed(other, path, list, field)];
      expect([path, here.length - there.length]).toEqual([path, 1]);
      expect(here).toEqual(expect.arrayContaining(there));
    }
  });

  it('count none of the licences of each other, and have each its own audit trail', async () => {
    const terms = { features: ['cloud_sync'], device_limit: 1, valid_until: '2099-12-31T23:59:59Z' };
    const { body, status } = await ask(club, '/admin/licenses', { body: terms });
    expect(status).toBe(201);
    const code = { license_code: String(body.license_code) };
    const tried = [other, club].map(async (site) => {
      const headers = await loginOf(site, { email: 'coach@example.com', password: PASSWORD });
      return (await ask(site, '/license/activate', { headers, body: code })).status;
    });
    expect(await Promise.all(tried)).toEqual([404, 200]);
    const [here, there] = [
      await listed(club, '/admin/licenses', 'licenses', 'license_code'),
      await listed(other, '/admin/licenses', 'licenses', 'license_code'),
    ];
    expect([here.length, there.length]).toEqual([2, 1]);
    expect(here).not.toContain(there[0]);
    const trails = [
      await listed(club, '/admin/audit', 'entries'),
      await listed(other, '/admin/audit', 'entries'),
    ];
    expect(trails[0]?.filter((id) => trails[1]?.includes(id))).toEqual([]);
    expect(trails.every((entries) => entries.length > 0)).toBe(true);
  });

  it('have no key outside of their two hash tags', async () => {
    const client = new Redis(redis.url);
    const tags = (await client.keys('*')).map((key) => /^cl:\{([^}]*)\}:/.exec(key)?.[1] ?? key);
    client.disconnect();
    expect(new Set(tags)).toEqual(new Set(NAMES));
  });

  it('take the name of no site, their own neither', async () => {
    for (const name of NAMES) expect((await ask(club, `/passings?site=${name}`)).status).toBe(400);
  });
});
