import { jest } from '@jest/globals';
import { API_KEYS, DEVICES, USERS } from '../../apps/gateway/src/access/accounts/accounts.js';
import type { Records } from '../../apps/gateway/src/access/accounts/records.js';
import { LicenseStore } from '../../apps/gateway/src/access/license/license-store.js';
import { Accounts, NO_PAIR, PASSWORD } from './accounts.fixture.js';
import { badFields, expectProblem, startTestApi, type TestApi } from './api.fixture.js';
import { MovedClock } from '../security/moved-clock.js';

const clock = new MovedClock();
let api: TestApi;
let accounts: Accounts;

beforeAll(async () => {
  api = await startTestApi({ override: clock.override });
  accounts = new Accounts(api);
});
afterAll(() => api.stop());

const someKey = async (): Promise<string> =>
  String((await accounts.post('/admin/api-keys', { name: 'x', scopes: ['system:read'] })).body.id);
const passings = (key: string, secret: string): Promise<{ status: number }> =>
  accounts.get('/passings', { 'x-api-key': key, 'x-api-secret': secret });

describe('devices', () => {
  it('are registered, listed, and never show their secret again', async () => {
    const { id } = await accounts.device();
    const listed = await accounts.get('/admin/devices');
    expect((listed.body.devices as { device_id: string }[]).map((device) => device.device_id)).toContain(id);
    expect(listed.text + (await accounts.get(`/admin/devices/${id}`)).text).not.toMatch(/secret|cld_|digest/);
    expectProblem(await accounts.post('/admin/devices', { name: 'x', device_id: id }), 409, 'device.exists');
  });

  it('get a new secret, and the old one works for as long as was asked for', async () => {
    const device = await accounts.device();
    const { email } = await accounts.user();
    const login = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await accounts.tryLogin({ headers }, email, 'correct horse battery staple')).status;
    const rotated = await accounts.post(`/admin/devices/${device.id}/rotate`, { overlap_seconds: 60 });
    expect(rotated.body.old_secret_ends_at).toBe(new Date(clock.ms + 60_000).toISOString());
    const second = { ...device.headers, 'X-Device-Secret': String(rotated.body.device_secret) };
    expect([await login(device.headers), await login(second)]).toEqual([200, 200]);
    await accounts.post(`/admin/devices/${device.id}/rotate`, {});
    expect([await login(device.headers), await login(second)]).toEqual([401, 401]);
    expectProblem(await accounts.post('/admin/devices/nobody/rotate', {}), 404, 'device.unknown');
  });
});

describe('what is changed', () => {
  it('is the name of a device, whose secret stays', async () => {
    const { id, headers } = await accounts.device();
    const changed = await api.ask('PATCH', `/api/v1/admin/devices/${id}`, { body: { name: 'In the hall' } });
    expect(changed.body).toMatchObject({ device_id: id, name: 'In the hall' });
    const { email } = await accounts.user();
    expect((await accounts.tryLogin({ headers }, email, 'correct horse battery staple')).status).toBe(200);
    expect(badFields(await api.ask('PATCH', `/api/v1/admin/devices/${id}`, { body: {} }))).toEqual(['name']);
  });

  it('is the name of an api key, what it may do and its end, from then on', async () => {
    const made = await accounts.post('/admin/api-keys', { name: 'x', scopes: ['system:read'] });
    const { id = '', api_key: key = '', api_secret: secret = '' } = made.body as Record<string, string>;
    const patch = (body: object) => api.ask('PATCH', `/api/v1/admin/api-keys/${id}`, { body });
    expect((await passings(key, secret)).status).toBe(403);
    expect((await patch({ scopes: ['passings:read'], name: 'y' })).body).toMatchObject({
      name: 'y',
      scopes: ['passings:read'],
      expires_at: null,
    });
    expect((await passings(key, secret)).status).toBe(200);
    expect(badFields(await patch({ expires_at: '2000-01-01T00:00:00Z' }))).toEqual(['expires_at']);
    await patch({ expires_at: '2024-02-14T18:12:01Z' });
    expect((await clock.at(clock.ms + 1000, () => passings(key, secret))).status).toBe(401);
  });
});

describe('users', () => {
  const patch = (id: string, body: object) => api.ask('PATCH', `/api/v1/admin/users/${id}`, { body });

  it('get another e-mail address and other names, and stay logged in', async () => {
    const { id, email } = await accounts.user();
    const device = await accounts.device();
    const login = { ...NO_PAIR, ...(await accounts.login(device, email)) };
    const next = `Other-${email}`;
    const changed = await patch(id, { email: next, first_name: 'Jane', last_name: 'Roe' });
    const names = { first_name: 'Jane', last_name: 'Roe', role: 'coach' };
    expect(changed.body).toMatchObject({ id, email: next.toLowerCase(), ...names });
    for (let each = 0; each < 2; each++)
      expect((await accounts.get('/transponders/active', login)).status).toBe(200);
    expect((await accounts.tryLogin(device, email, PASSWORD)).status).toBe(401);
    expect((await accounts.tryLogin(device, next, PASSWORD)).status).toBe(200);
    // The address is free for another user, who gets no right of the former one.
    const another = { email, password: PASSWORD, first_name: 'A', last_name: 'B' };
    expect((await accounts.post('/admin/users', another)).status).toBe(201);
    expect((await accounts.get('/transponders/active', login)).status).toBe(200);
    await api.ask('DELETE', `/api/v1/admin/users/${id}`);
    expect((await accounts.get('/transponders/active', login)).status).toBe(401);
  });

  it('have an address of which there is one, whoever wants it at the same moment', async () => {
    const users = await Promise.all(Array.from({ length: 6 }, () => accounts.user()));
    const email = `wanted-${users[0]?.email ?? ''}`;
    const answers = await Promise.all(users.map(({ id }) => patch(id, { email })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectProblem(answer, 409, 'user.exists');
    const { body } = await accounts.get('/admin/users');
    const emails = (body.users as { email: string }[]).map((user) => user.email);
    expect(new Set(emails).size).toBe(emails.length);
    for (const [at, answer] of answers.entries())
      expect(emails.includes(users[at]?.email ?? '')).toBe(answer.status !== 200);
  });

  it('keep their address where somebody else changes them at the same moment', async () => {
    const { id, email } = await accounts.user();
    const users: Pick<Records<unknown>, 'rename'> = api.app.get(USERS, { strict: false });
    const race = jest.spyOn(users, 'rename').mockResolvedValueOnce('changed');
    expectProblem(await patch(id, { email: `other-${email}` }), 409, 'request.changed_meanwhile');
    race.mockRestore();
    expect((await accounts.get(`/admin/users/${id}`)).body.email).toBe(email);
  });

  it('are created once per e-mail address, and listed without passwords', async () => {
    const { id, email } = await accounts.user();
    const again = { email: email.toUpperCase(), password: 'long enough', first_name: 'A', last_name: 'B' };
    expectProblem(await accounts.post('/admin/users', again), 409, 'user.exists');
    const listed = await accounts.get('/admin/users');
    expect(listed.text).toContain(id);
    expect(listed.text).not.toMatch(/argon|password|hash/);
    expect((await accounts.get(`/admin/users/${id}`)).body).toMatchObject({ email, role: 'coach' });
  });

  it('are refused with each bad field named', async () => {
    const bad = { email: 'x', password: 'short', first_name: '', role: 'king', admin: true };
    const answer = await accounts.post('/admin/users', bad);
    expect(badFields(answer).sort()).toEqual(
      ['admin', 'email', 'first_name', 'last_name', 'password', 'role'].sort(),
    );
  });
});

describe('api keys', () => {
  it('work with their scopes, rotate with an overlap, expire, and are revoked', async () => {
    const { status, body } = await accounts.post('/admin/api-keys', { name: 'x', scopes: ['passings:read'] });
    expect(status).toBe(201);
    const { id, api_key: key, api_secret: secret } = body as Record<string, string>;
    expect(key).toMatch(/^clk_/);
    expect((await passings(key ?? '', secret ?? '')).status).toBe(200);
    expect((await passings(key ?? '', 'wrong')).status).toBe(401);
    const headers = { 'x-api-key': key ?? '', 'x-api-secret': secret ?? '' };
    expectProblem(await accounts.get('/admin/devices', headers), 403, 'auth.scope_missing');

    const rotated = await accounts.post(`/admin/api-keys/${id ?? ''}/rotate`, { overlap_seconds: 60 });
    expect(rotated.body.old_secret_ends_at).toBe(new Date(clock.ms + 60_000).toISOString());
    const next = String(rotated.body.api_secret);
    expect((await passings(key ?? '', secret ?? '')).status).toBe(200);
    expect((await passings(key ?? '', next)).status).toBe(200);
    expect((await accounts.get('/admin/api-keys')).text).not.toMatch(/cl[ks]_|igest/);
    expect((await accounts.get(`/admin/api-keys/${id ?? ''}`)).status).toBe(200);
    expect((await api.ask('DELETE', `/api/v1/admin/api-keys/${id ?? ''}`)).status).toBe(200);
    expect((await passings(key ?? '', next)).status).toBe(401);

    const soon = { name: 'x', scopes: ['passings:read'], expires_at: '2024-02-14T18:12:01Z' };
    const expiring = (await accounts.post('/admin/api-keys', soon)).body as Record<string, string>;
    const use = () => passings(expiring.api_key ?? '', expiring.api_secret ?? '');
    expect((await use()).status).toBe(200);
    expect((await clock.at(clock.ms + 1000, use)).status).toBe(401);
  });
});

describe('what somebody else changes at the same moment', () => {
  it.each([
    ['a device', DEVICES, 'POST', async () => `/devices/${(await accounts.device()).id}/rotate`],
    ['a user', USERS, 'PATCH', async () => `/users/${(await accounts.user()).id}`],
    ['the name of a device', DEVICES, 'PATCH', async () => `/devices/${(await accounts.device()).id}`],
    ['the terms of an api key', API_KEYS, 'PATCH', async () => `/api-keys/${await someKey()}`],
    ['an api key', API_KEYS, 'POST', async () => `/api-keys/${await someKey()}/rotate`],
  ] as const)('is not written over: %s', async (_, token, method, make) => {
    const address = `/api/v1/admin${await make()}`;
    const records: Pick<Records<unknown>, 'change'> = api.app.get(token, { strict: false });
    const change = jest.spyOn(records, 'change').mockResolvedValueOnce(false);
    const body = method === 'PATCH' && !address.includes('users') ? { name: 'Another' } : {};
    expectProblem(await api.ask(method, address, { body }), 409, 'request.changed_meanwhile');
    expect((await api.ask(method, address, { body })).status).toBe(200);
    change.mockRestore();
  });
});

describe('licences', () => {
  const change = (method: string, path: string, body: object) =>
    api.ask(method, `/api/v1/admin/licenses/${path}`, { body });

  it('are changed: what they allow, for how many devices, until when', async () => {
    const code = await accounts.license(1);
    const [one, other] = [await accounts.device(), await accounts.device()];
    const { email } = await accounts.user();
    const activate = async (device: typeof one) =>
      accounts.post(
        '/license/activate',
        { license_code: code },
        { ...NO_PAIR, ...(await accounts.login(device, email)) },
      );
    expect((await activate(one)).status).toBe(200);
    expectProblem(await activate(other), 409, 'license.device_limit_reached');
    const terms = { device_limit: 2, features: ['cloud_sync'], valid_until: '2098-01-01T00:00:00Z' };
    const changed = await change('PATCH', code.toLowerCase(), terms);
    expect(changed.body).toMatchObject({ ...terms, license_code: code, devices_registered: 1 });
    expect((await activate(other)).status).toBe(200);
    const fewer = await change('PATCH', code, { device_limit: 1 });
    expect(fewer.body).toMatchObject({ device_limit: 1, devices_registered: 2 });
    expect(badFields(await change('PATCH', code, { valid_until: '2000-01-01T00:00:00Z' }))).toEqual([
      'valid_until',
    ]);
    await api.ask('DELETE', `/api/v1/admin/licenses/${code}`);
    expectProblem(await change('PATCH', code, { device_limit: 3 }), 410, 'license.revoked');
  });

  it('are deactivated on one device or on all, and activated again', async () => {
    const code = await accounts.license(2);
    const devices = [await accounts.device(), await accounts.device()];
    const { email } = await accounts.user();
    const logins = await Promise.all(
      devices.map(async (each) => ({ ...NO_PAIR, ...(await accounts.login(each, email)) })),
    );
    const activate = () =>
      Promise.all(logins.map((login) => accounts.post('/license/activate', { license_code: code }, login)));
    await activate();
    const [first] = devices;
    const freed = await change('POST', `${code}/deactivate`, { device_id: first?.id });
    expect(freed.body).toMatchObject({ license_code: code, devices_registered: 1, status: 'active' });
    expectProblem(await accounts.get('/license', logins[0]), 404, 'license.none_activated');
    const again = await change('POST', `${code}/deactivate`, { device_id: first?.id });
    expect(badFields(again)).toEqual(['device_id']);
    await activate();
    expect((await change('POST', `${code}/deactivate`, {})).body.devices_registered).toBe(0);
    const { body } = await accounts.get('/admin/audit?limit=2');
    const entries = body.entries as { what: { id: string } }[];
    expect(entries).toMatchObject([
      { operation: 'deactivateLicense', before: { licenses: [code] }, after: { licenses: [] } },
      { operation: 'deactivateLicense', changed: ['licenses'] },
    ]);
    expect(entries.map(({ what }) => what.id).sort()).toEqual(devices.map(({ id }) => id).sort());
  });

  it('are not written over by two who change them at once', async () => {
    const code = await accounts.license(1);
    const store = api.app.get(LicenseStore, { strict: false });
    const race = jest.spyOn(store, 'change').mockResolvedValueOnce(false);
    expectProblem(await change('PATCH', code, { device_limit: 2 }), 409, 'request.changed_meanwhile');
    race.mockRestore();
    expect((await change('PATCH', code, { device_limit: 2 })).status).toBe(200);
  });

  it('are activated by as many devices as they have seats, whoever comes first', async () => {
    const code = await accounts.license(3);
    const { email } = await accounts.user();
    const logins = [];
    for (let at = 0; at < 50; at++) logins.push(await accounts.login(await accounts.device(), email));
    const answers = await Promise.all(
      logins.map((headers) =>
        accounts.post('/license/activate', { license_code: code }, { ...NO_PAIR, ...headers }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectProblem(answer, 409, 'license.device_limit_reached');
    }
    const shown = await accounts.get(`/admin/licenses/${code}`);
    expect(shown.body).toMatchObject({ device_limit: 3, devices_registered: 3, status: 'active' });
  }, 60_000);

  it('answer what the source document shows, and free their seat', async () => {
    const device = await accounts.device();
    const { email } = await accounts.user();
    const headers = { ...NO_PAIR, ...(await accounts.login(device, email)) };
    expectProblem(await accounts.get('/license', headers), 404, 'license.none_activated');
    const code = await accounts.license(1, '2025-12-31T23:59:59Z');
    const typed = code.toLowerCase().replaceAll('-', '');
    const { body } = await accounts.post('/license/activate', { license_code: typed }, headers);
    const license = {
      license_code: code,
      status: 'active',
      valid_until: '2025-12-31T23:59:59Z',
      features: ['x2_decoder', 'p3_decoder', 'cloud_sync'],
    };
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({ success: true, message: 'License activated successfully', license }),
    );
    expect(JSON.stringify((await accounts.get('/license', headers)).body)).toBe(
      JSON.stringify({ ...license, device_limit: 1, devices_registered: 1 }),
    );
    await api.ask('DELETE', `/api/v1/admin/devices/${device.id}`);
    expect((await accounts.get(`/admin/licenses/${code}`)).body.devices_registered).toBe(0);
  });

  it('are refused when mistyped, unknown, expired or revoked', async () => {
    const { email } = await accounts.user();
    const headers = { ...NO_PAIR, ...(await accounts.login(await accounts.device(), email)) };
    const activate = (license_code: string): ReturnType<Accounts['post']> =>
      accounts.post('/license/activate', { license_code }, headers);
    const code = await accounts.license(1);
    const last = code.endsWith('A') ? 'B' : 'A';
    expect(badFields(await activate(code.slice(0, -1) + last))).toEqual(['license_code']);
    expect(badFields(await activate('XXXX'))).toEqual(['license_code']);
    expectProblem(await activate('C0AC-H11N-KDEM-00AN'), 404, 'license.unknown');
    const soon = await accounts.license(1, '2024-02-14T18:12:01Z');
    const late = await clock.at(clock.ms + 1001, () => activate(soon));
    expectProblem(late, 410, 'license.expired');
    expect((await api.ask('DELETE', `/api/v1/admin/licenses/${code}`)).status).toBe(200);
    expectProblem(await activate(code), 410, 'license.revoked');
    expect((await accounts.get('/admin/licenses')).text).toContain('"revoked"');
  });

  it('are activated on a device right when they are issued', async () => {
    const { id } = await accounts.device();
    const terms = { features: ['p3_decoder'], device_limit: 1, valid_until: '2099-01-01T00:00:00Z' };
    const issued = await accounts.post('/admin/licenses', { ...terms, device_id: id });
    expect(issued.body).toMatchObject({ devices_registered: 1, status: 'active' });
    const refused = await accounts.post('/admin/licenses', { ...terms, device_id: 'nobody' });
    expect(badFields(refused)).toEqual(['device_id']);
  });
});

describe('an end that is in the past when it is given', () => {
  const PAST = ['1971-01-01T00:00:00Z', '2024-02-14T18:11:59.999Z', '2024-02-14T19:12:00+01:00'];
  const key = { name: 'x', scopes: ['passings:read'] };
  const license = { features: ['p3_decoder'], device_limit: 1 };

  it.each([
    ['an api key', 'api-keys', 'expires_at', () => Promise.resolve(key)],
    ['a licence', 'licenses', 'valid_until', () => Promise.resolve(license)],
    [
      'a licence for a device',
      'licenses',
      'valid_until',
      async () => ({ ...license, device_id: (await accounts.device()).id }),
    ],
  ] as const)('is refused of %s, and nothing is kept', async (_, collection, field, make) => {
    const terms = await make();
    const count = async () => (await accounts.get(`/admin/${collection}`)).body.count;
    const before = await count();
    for (const end of PAST) {
      const refused = await accounts.post(`/admin/${collection}`, { ...terms, [field]: end });
      expect(badFields(refused)).toEqual([field]);
      // The message tells the gateway's time to a person whose clock is wrong.
      expect(refused.body.message).toMatch(/in the past.*2024-02-14T18:12:00/);
    }
    expect(await count()).toBe(before);
    const soon = { ...terms, [field]: '2024-02-14T18:12:00.001Z' };
    expect((await accounts.post(`/admin/${collection}`, soon)).status).toBe(201);
  });
});
