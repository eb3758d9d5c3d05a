import { LoginStore } from '../../apps/gateway/src/access/auth/login/login-store.js';
import { Accounts, NO_PAIR, PASSWORD, type RegisteredDevice } from '../e2e/accounts.fixture.js';
import { type Answer, startTestApi, type TestApi } from '../e2e/api.fixture.js';
import { MovedClock } from './moved-clock.js';

const DAY_MS = 86_400_000;
const clock = new MovedClock();
let api: TestApi;
let accounts: Accounts;
let device: RegisteredDevice;

beforeAll(async () => {
  api = await startTestApi({ override: clock.override });
  accounts = new Accounts(api);
  device = await accounts.device();
});
afterAll(() => api.stop());

interface LoggedIn {
  readonly userId: string;
  readonly access: string;
  readonly refresh: string;
}

async function logIn(on = device): Promise<LoggedIn> {
  const { id, email } = await accounts.user();
  const { body } = await accounts.tryLogin(on, email, PASSWORD);
  return { userId: id, access: String(body.access_token), refresh: String(body.refresh_token) };
}

const refresh = (token: string, on = device): Promise<Answer> =>
  accounts.post('/auth/refresh', { refresh_token: token }, { ...NO_PAIR, ...on.headers });
const use = async (token: string): Promise<number> => {
  const headers = { ...NO_PAIR, ...device.headers, Authorization: `Bearer ${token}` };
  return (await accounts.get('/decoders', headers)).status;
};

describe('a refresh token', () => {
  it('is good on its own device alone', async () => {
    const login = await logIn();
    expect((await refresh(login.refresh, await accounts.device())).status).toBe(401);
    expect((await refresh(login.refresh)).status).toBe(200);
  });

  it('is over with the logout, together with every access token that it gave', async () => {
    const login = await logIn();
    const { body } = await refresh(login.refresh);
    const headers = { ...NO_PAIR, ...device.headers, Authorization: `Bearer ${login.access}` };
    expect((await api.ask('POST', '/api/v1/auth/logout', { headers })).status).toBe(200);
    expect((await refresh(login.refresh)).status).toBe(401);
    expect(await use(String(body.access_token))).toBe(401);
  });

  it('is over with a new password', async () => {
    const login = await logIn();
    const change = { body: { password: 'another horse battery staple' } };
    expect((await api.ask('PATCH', `/api/v1/admin/users/${login.userId}`, change)).status).toBe(200);
    expect((await refresh(login.refresh)).status).toBe(401);
  });

  it('gives 50 access tokens that are asked for at once, all of them good, and stays', async () => {
    const login = await logIn();
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(login.refresh)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const tokens = new Set(answers.map(({ body }) => String(body.access_token)));
    expect(tokens.size).toBe(50);
    for (const token of tokens) expect(await use(token)).toBe(200);
    expect((await refresh(login.refresh)).status).toBe(200);
  });

  it('never brings back a login that is ended in the midst of 50 of them', async () => {
    const login = await logIn();
    const headers = { ...NO_PAIR, ...device.headers, Authorization: `Bearer ${login.access}` };
    const asked = Array.from({ length: 50 }, () => refresh(login.refresh));
    const logout = api.ask('POST', '/api/v1/auth/logout', { headers });
    const answers = await Promise.all([
      ...asked,
      ...Array.from({ length: 50 }, () => refresh(login.refresh)),
    ]);
    expect((await logout).status).toBe(200);
    expect((await refresh(login.refresh)).status).toBe(401);
    for (const { status, body } of answers)
      if (status === 200) expect(await use(String(body.access_token))).toBe(401);
  });

  it('is not begun anew by a renewal that was under way when it was ended', async () => {
    const logins = api.app.get(LoginStore, { strict: false });
    const nowMs = clock.ms;
    const login = {
      userId: 'user',
      email: 'jane@example.com',
      deviceId: device.id,
      userGeneration: 'a',
      deviceGeneration: 'b',
      usedAtMs: nowMs,
      expiresAtMs: nowMs + DAY_MS,
    };
    await logins.keep('a-login', login);
    expect(await logins.renew('a-login', login)).toBe(true);
    await logins.end('a-login');
    expect(await logins.renew('a-login', login)).toBe(false);
    expect(await logins.find('a-login')).toBeUndefined();
  });

  it('is over when it was not used for 7 days, to the millisecond', async () => {
    const [early, late] = [await logIn(), await logIn()];
    const begin = clock.ms;
    await clock.at(begin + 7 * DAY_MS - 1, async () => {
      expect((await refresh(early.refresh)).status).toBe(200);
    });
    await clock.at(begin + 7 * DAY_MS, async () => {
      expect((await refresh(late.refresh)).status).toBe(401);
      // The other token was used a moment ago.
      expect((await refresh(early.refresh)).status).toBe(200);
    });
  });

  it('is over after 30 days, however much it was used', async () => {
    const login = await logIn();
    const begin = clock.ms;
    for (let day = 6; day < 30; day += 6)
      await clock.at(begin + day * DAY_MS, async () => {
        expect([day, (await refresh(login.refresh)).status]).toEqual([day, 200]);
      });
    const endMs = begin + 30 * DAY_MS;
    const last = await clock.at(endMs - 1000, () => refresh(login.refresh));
    expect(last.status).toBe(200);
    await clock.at(endMs, async () => {
      expect((await refresh(login.refresh)).status).toBe(401);
      expect(await use(String(last.body.access_token))).toBe(401);
    });
  });
});
