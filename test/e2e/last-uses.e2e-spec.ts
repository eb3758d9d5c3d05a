import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { MovedClock } from '../security/moved-clock.js';
import { Accounts, NO_PAIR } from './accounts.fixture.js';
import { startTestApi, type TestApi } from './api.fixture.js';
import { until } from './gateway.fixture.js';

const MINUTE_MS = 60_000;

describe('when somebody was there last', () => {
  const clock = new MovedClock();
  const begin = clock.ms;
  let redis: RedisOnPort;
  let api: TestApi;
  let accounts: Accounts;
  const start = async (): Promise<void> => {
    api = await startTestApi({ repository: null, redisUrl: redis.url, override: clock.override });
    accounts = new Accounts(api);
    await until('the gateway is ready', async () =>
      (await api.ask('GET', '/health/ready')).status === 200 ? true : undefined,
    );
  };
  beforeEach(async () => {
    redis = new RedisOnPort(await freePort());
    await redis.start();
    await start();
  });
  afterEach(async () => {
    await api.stop();
    await redis.remove();
  });

  const iso = (ms: number): string => new Date(ms).toISOString();
  const shown = async (path: string): Promise<unknown> => {
    const { body } = await accounts.get(`/admin/${path}`);
    return path.startsWith('users') ? body.last_login_at : body.last_used_at;
  };

  it('is told of keys, devices and users, one by one and in lists, beyond a restart', async () => {
    const device = await accounts.device('box');
    const { id: userId, email } = await accounts.user();
    const made = await accounts.post('/admin/api-keys', { name: 'x', scopes: ['system:read'] });
    const { id = '', api_key: key = '', api_secret: secret = '' } = made.body as Record<string, string>;
    const paths = ['devices/box', `users/${userId}`, `api-keys/${id}`];
    for (const path of paths) expect([path, await shown(path)]).toEqual([path, null]);

    await clock.at(begin + MINUTE_MS, () => accounts.login(device, email));
    const pair = { 'x-api-key': key, 'x-api-secret': secret };
    await clock.at(begin + 2 * MINUTE_MS, () => accounts.get('/passings', pair));
    await accounts.get('/passings', { ...pair, 'x-api-secret': `${secret}x` });
    const times = [begin + MINUTE_MS, begin + MINUTE_MS, begin + 2 * MINUTE_MS].map(iso);
    const all = () => Promise.all(paths.map(shown));
    expect(await all()).toEqual(times);
    await api.stop();
    await start();
    expect(await all()).toEqual(times);
    const lists = await Promise.all(
      ['devices', 'users', 'api-keys'].map(async (path) => (await accounts.get(`/admin/${path}`)).text),
    );
    for (const [at, text] of lists.entries()) expect(text).toContain(times[at]);
  });

  it('is not that of a device which had the id before', async () => {
    const device = await accounts.device('box');
    const { email } = await accounts.user();
    await accounts.login(device, email);
    expect(await shown('devices/box')).toBe(iso(begin));
    await api.ask('DELETE', '/api/v1/admin/devices/box');
    await clock.at(begin + 1, () => accounts.device('box'));
    expect(await shown('devices/box')).toBeNull();
  });

  it('is written by no request, but once for all of a minute', async () => {
    const device = await accounts.device('box');
    const login = { ...NO_PAIR, ...(await accounts.login(device, (await accounts.user()).email)) };
    const written = () => redis.call('HGET', 'cl:{main}:last-uses', 'device:box');
    for (let each = 0; each < 20; each++)
      expect((await accounts.get('/transponders/active', login)).status).toBe(200);
    expect(await written()).toBe('null');
    await api.stop();
    expect(await written()).toBe(String(begin));
    await start();
  });
});

describe('a list of /admin', () => {
  let api: TestApi;
  let accounts: Accounts;
  beforeAll(async () => {
    api = await startTestApi();
    accounts = new Accounts(api);
    for (let each = 0; each < 5; each++) {
      await accounts.device();
      await accounts.user();
      await accounts.post('/admin/api-keys', { name: 'x', scopes: ['system:read'] });
      await accounts.license(1);
    }
  });
  afterAll(() => api.stop());

  it.each([
    ['devices', 'devices', 'device_id'],
    ['users', 'users', 'id'],
    ['api-keys', 'api_keys', 'id'],
    ['licenses', 'licenses', 'license_code'],
  ])('%s has pages, each thing once, and is whole where nobody asks for pages', async (path, name, id) => {
    const page = async (query: string) => {
      const { body, status } = await accounts.get(`/admin/${path}${query}`);
      expect(status).toBe(200);
      const rows = (body[name] as Record<string, unknown>[]).map((row) => row[id] as string);
      expect(body.count).toBe(rows.length);
      return { rows, cursor: body.next_cursor as string | null };
    };
    const whole = await page('');
    expect(whole.cursor).toBeNull();
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const part = await page(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(part.rows.length).toBeLessThanOrEqual(2);
      found.push(...part.rows);
      ({ cursor } = part);
    }
    expect(found.length).toBeGreaterThanOrEqual(5);
    expect(found).toEqual(whole.rows);
  });

  it('refuses a cursor of another list', async () => {
    const { body } = await accounts.get('/admin/devices?limit=1');
    const cursor = body.next_cursor as string;
    const { status, text } = await accounts.get(`/admin/users?cursor=${cursor}`);
    expect([status, text]).toEqual([400, expect.stringContaining('was not given out for users')]);
  });
});
