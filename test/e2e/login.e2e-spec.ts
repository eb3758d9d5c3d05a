import { Accounts, NO_PAIR, PASSWORD } from './accounts.fixture.js';
import { expectProblem, startTestApi, type TestApi } from './api.fixture.js';

let api: TestApi;
let accounts: Accounts;

beforeAll(async () => {
  api = await startTestApi();
  accounts = new Accounts(api);
});
afterAll(() => api.stop());

const me = '/transponders/active';

describe('a login', () => {
  it('answers what the source document shows', async () => {
    const device = await accounts.device();
    const { id, email } = await accounts.user();
    const { status, body } = await accounts.tryLogin(device, email.toUpperCase(), PASSWORD);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['access_token', 'refresh_token', 'token_type', 'expires_in', 'user']);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });
    expect(body.access_token).toMatch(/^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\./);
    expect(body.user).toEqual({ id, email, first_name: 'John', last_name: 'Doe' });
  });

  it('says the same whatever is wrong: device, e-mail address or password', async () => {
    const device = await accounts.device();
    const { email } = await accounts.user();
    const wrongSecret = { 'X-Device-ID': device.id, 'X-Device-Secret': 'wrong' };
    const answers = [
      await accounts.tryLogin({ headers: wrongSecret }, email, PASSWORD),
      await accounts.tryLogin({ headers: {} }, email, PASSWORD),
      await accounts.tryLogin(device, 'nobody@example.com', PASSWORD),
      await accounts.tryLogin(device, email, 'wrong'),
    ];
    const bodies = answers.map((answer) => {
      expectProblem(answer, 401, 'auth.invalid_credentials');
      return { ...answer.body, timestamp: '' };
    });
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  });

  it('has to wait after five failures, except on a device that it knows', async () => {
    const [known, stranger] = [await accounts.device(), await accounts.device()];
    const { email } = await accounts.user();
    await accounts.login(known, email);
    for (let failed = 0; failed < 5; failed++) {
      expect((await accounts.tryLogin(stranger, email, 'wrong')).status).toBe(401);
    }
    const refused = await accounts.tryLogin(stranger, email, PASSWORD);
    expect(expectProblem(refused, 429, 'auth.too_many_attempts')).toMatchObject({ retry_after_seconds: 30 });
    expect(refused.headers['retry-after']).toBe('30');
    expect(refused.headers.ratelimit).toBe('"login";r=0;t=30');
    await accounts.login(known, email);
  });

  it('is over with the logout, on its device only, with both tokens', async () => {
    const [device, other] = [await accounts.device(), await accounts.device()];
    const { email } = await accounts.user();
    const { body } = await accounts.tryLogin(device, email, PASSWORD);
    const refresh = { refresh_token: body.refresh_token };
    const access = { ...NO_PAIR, ...device.headers, Authorization: `Bearer ${String(body.access_token)}` };

    expect((await accounts.get(me, access)).status).toBe(200);
    expect((await accounts.get(me, { ...access, ...other.headers })).status).toBe(401);
    expect((await accounts.post('/auth/refresh', refresh, { ...NO_PAIR, ...other.headers })).status).toBe(
      401,
    );
    const asRefresh = { refresh_token: body.access_token };
    expect((await accounts.post('/auth/refresh', asRefresh, { ...NO_PAIR, ...device.headers })).status).toBe(
      401,
    );
    const asAccess = { ...access, Authorization: `Bearer ${String(body.refresh_token)}` };
    expect((await accounts.get(me, asAccess)).status).toBe(401);

    const renewed = await accounts.post('/auth/refresh', refresh, { ...NO_PAIR, ...device.headers });
    expect(Object.keys(renewed.body)).toEqual(['access_token', 'token_type', 'expires_in']);
    const logout = await api.ask('POST', '/api/v1/auth/logout', { headers: access });
    expect(logout.body).toEqual({ success: true, message: 'Successfully logged out' });
    for (const token of [body.access_token, renewed.body.access_token]) {
      const headers = { ...access, Authorization: `Bearer ${String(token)}` };
      expectProblem(await accounts.get(me, headers), 401, 'auth.invalid_credentials');
    }
    expect((await accounts.post('/auth/refresh', refresh, { ...NO_PAIR, ...device.headers })).status).toBe(
      401,
    );
  });

  it('is over with a new password, and with the user', async () => {
    const device = await accounts.device();
    const { id, email } = await accounts.user();
    const access = { ...NO_PAIR, ...(await accounts.login(device, email)) };
    const change = { body: { password: 'another horse battery staple' } };
    expect((await api.ask('PATCH', `/api/v1/admin/users/${id}`, change)).status).toBe(200);
    expect((await accounts.get(me, access)).status).toBe(401);
    expect((await accounts.tryLogin(device, email, PASSWORD)).status).toBe(401);

    const { id: gone, email: goneEmail } = await accounts.user();
    const goneAccess = { ...NO_PAIR, ...(await accounts.login(device, goneEmail)) };
    expect((await api.ask('DELETE', `/api/v1/admin/users/${gone}`)).status).toBe(200);
    expect((await accounts.get(me, goneAccess)).status).toBe(401);
  });

  it('is over with its device, even where another is registered under the same id', async () => {
    const device = await accounts.device();
    const { email } = await accounts.user();
    const access = await accounts.login(device, email);
    expect((await api.ask('DELETE', `/api/v1/admin/devices/${device.id}`)).status).toBe(200);
    expect((await accounts.get(me, { ...NO_PAIR, ...access })).status).toBe(401);
    const again = await accounts.device(device.id);
    expect((await accounts.get(me, { ...NO_PAIR, ...access, ...again.headers })).status).toBe(401);
  });

  it('may do what the role of its user may', async () => {
    const device = await accounts.device();
    for (const [role, status] of [
      ['viewer', 403],
      ['admin', 404],
    ] as const) {
      const { email } = await accounts.user(role);
      const headers = { ...NO_PAIR, ...(await accounts.login(device, email)) };
      expect((await api.ask('DELETE', '/api/v1/decoders/nobody', { headers })).status).toBe(status);
    }
  });
});
