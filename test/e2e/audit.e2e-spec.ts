import { AuditTrail } from '../../apps/gateway/src/access/audit/audit-trail.js';
import { AuditRetention } from '../../apps/gateway/src/access/audit/audit-retention.js';
import { MovedClock } from '../security/moved-clock.js';
import { Accounts, NO_PAIR, PASSWORD } from './accounts.fixture.js';
import { type Answer, badFields, startTestApi, type TestApi } from './api.fixture.js';

const DAY_MS = 86_400_000;

interface Entry extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly operation: string;
  readonly what: { readonly kind: string; readonly id: string; readonly name: string | null };
}

const clock = new MovedClock();
let api: TestApi;
let accounts: Accounts;
beforeEach(async () => {
  api = await startTestApi({ override: clock.override });
  accounts = new Accounts(api);
});
afterEach(() => api.stop());

const change = (method: string, path: string, body: object = {}, headers = {}): Promise<Answer> =>
  api.ask(method, `/api/v1${path}`, { body, headers });
const audit = async (query = ''): Promise<Entry[]> =>
  (await accounts.get(`/admin/audit${query}`)).body.entries as Entry[];
const newest = async (): Promise<Entry> => (await audit('?limit=1'))[0] ?? never();

function never(): never {
  throw new Error('there is no entry');
}

describe('the audit trail', () => {
  it('tells who changed what, from where, when, with what was there before and after', async () => {
    const made = await accounts.post('/admin/api-keys', { name: 'script', scopes: ['admin'] });
    const { id = '', api_key: key = '', api_secret: secret = '' } = made.body as Record<string, string>;
    const device = await accounts.device();
    const pair = { 'x-api-key': key, 'x-api-secret': secret };
    await change('PATCH', `/admin/devices/${device.id}`, { name: 'In the hall' }, pair);
    expect(await newest()).toEqual({
      id: expect.any(String) as string,
      at: new Date(clock.ms).toISOString(),
      who: { kind: 'api_key', id, name: 'script', device_id: null },
      from: '127.0.0.1',
      operation: 'changeDevice',
      what: { kind: 'device', id: device.id, name: 'In the hall' },
      changed: ['name'],
      before: { name: 'A box', old_secret_ends_at: null },
      after: { name: 'In the hall', old_secret_ends_at: null },
    });
  });

  it('tells of a user by the id and the device, and of one who changes the own password', async () => {
    const device = await accounts.device();
    const { id, email } = await accounts.user('admin');
    const login = { ...NO_PAIR, ...(await accounts.login(device, email)) };
    const who = { kind: 'user', id, name: null, device_id: device.id };
    const { device_id } = (await accounts.post('/admin/devices', { name: 'x' }, login)).body;
    expect(await newest()).toMatchObject({ who, operation: 'registerDevice', what: { id: device_id } });
    const passwords = { old_password: PASSWORD, new_password: 'a tandem, a kestrel, a stopwatch' };
    expect((await change('POST', '/auth/password', passwords, login)).status).toBe(200);
    const entry = await newest();
    expect(entry).toMatchObject({ who, operation: 'changePassword', what: { kind: 'user', id } });
    expect(entry).toMatchObject({ changed: ['password'], before: { email }, after: { email } });
  });

  it('has every change of every kind, and no secret nor anything made of one', async () => {
    const device = await accounts.device();
    const rotated = await change('POST', `/admin/devices/${device.id}/rotate`, { overlap_seconds: 60 });
    const user = await accounts.user();
    await change('PATCH', `/admin/users/${user.id}`, { password: 'another horse battery', role: 'viewer' });
    const key = (await accounts.post('/admin/api-keys', { name: 'x', scopes: ['admin'] })).body;
    await change('PATCH', `/admin/api-keys/${String(key.id)}`, { scopes: ['system:read'] });
    const renewed = await change('POST', `/admin/api-keys/${String(key.id)}/rotate`);
    const code = await accounts.license(3);
    await change('DELETE', `/admin/licenses/${code}?force=true`);
    await change('DELETE', `/admin/users/${user.id}`);
    await change('DELETE', `/admin/api-keys/${String(key.id)}`);
    await change('DELETE', `/admin/devices/${device.id}`);
    const entries = await audit();
    expect(entries.map(({ operation, changed }) => [operation, changed]).reverse()).toEqual([
      ['registerDevice', []],
      ['rotateDevice', ['old_secret_ends_at', 'device_secret']],
      ['createUser', []],
      ['changeUser', ['role', 'password']],
      ['createApiKey', []],
      ['changeApiKey', ['scopes']],
      ['rotateApiKey', ['old_secret_ends_at', 'api_secret']],
      ['issueLicense', []],
      ['revokeLicense', ['revoked_at']],
      ['removeUser', []],
      ['revokeApiKey', []],
      ['revokeDevice', []],
    ]);
    expect(entries[0]).toMatchObject({ after: null, before: { name: 'A box' } });
    expect(entries.at(-1)).toMatchObject({ before: null, after: { name: 'A box' } });
    const text = JSON.stringify(entries);
    expect(text).not.toMatch(/argon2|digest|[hH]ash|generation|cl[ksd]_/);
    const secrets = [rotated.body.device_secret, key.api_key, key.api_secret, renewed.body.api_secret];
    for (const each of [...secrets, 'another horse battery']) expect(text).not.toContain(String(each));
  });

  it('tells of a licence on a device: activated, and free again with the device', async () => {
    const device = await accounts.device();
    const { email } = await accounts.user();
    const login = { ...NO_PAIR, ...(await accounts.login(device, email)) };
    const code = await accounts.license(1);
    await accounts.post('/license/activate', { license_code: code }, login);
    expect(await newest()).toMatchObject({
      operation: 'activateLicense',
      what: { kind: 'device', id: device.id },
      before: { licenses: [] },
      after: { licenses: [code] },
    });
    await accounts.post('/license/activate', { license_code: code }, login);
    await change('DELETE', `/admin/devices/${device.id}`);
    expect((await audit('?limit=3')).map(({ operation, after }) => [operation, after])).toEqual([
      ['revokeDevice', { licenses: [] }],
      ['revokeDevice', null],
      ['activateLicense', { licenses: [code] }],
    ]);
  });

  it('has nothing of what was refused, of what changed nothing, and of what was read', async () => {
    const { id } = await accounts.device();
    await accounts.post('/admin/devices', { name: 'x', device_id: id });
    await change('PATCH', `/admin/devices/${id}`, { name: 'A box' });
    await change('PATCH', `/admin/devices/${id}`, { name: '' });
    await change('DELETE', '/admin/devices/nobody');
    await accounts.get('/admin/devices');
    expect((await audit()).map(({ operation }) => operation)).toEqual(['registerDevice']);
  });

  it('is read in pages, each entry once, while others are written', async () => {
    for (let at = 0; at < 7; at++) await accounts.device(`box-${at}`);
    const found: string[] = [];
    let query = '?limit=3';
    for (;;) {
      const { body } = await accounts.get(`/admin/audit${query}`);
      found.push(...(body.entries as Entry[]).map(({ what }) => what.id));
      await accounts.device();
      if (body.next_cursor === null) break;
      query = `?limit=3&cursor=${body.next_cursor as string}`;
    }
    expect(found).toEqual([6, 5, 4, 3, 2, 1, 0].map((at) => `box-${at}`));
    const foreign = Buffer.from('["devices",1,"x"]').toString('base64url');
    for (const cursor of ['x', foreign])
      expect(badFields(await accounts.get(`/admin/audit?cursor=${cursor}`))).toEqual(['cursor']);
  });

  it('is read from a time and until one, both inclusive', async () => {
    const begin = clock.ms;
    for (const [at, id] of ['a', 'b', 'c', 'd'].entries())
      await clock.at(begin + at * 1000, () => accounts.device(`box-${id}`));
    const ids = async (query: string): Promise<string> =>
      (await audit(query)).map(({ what }) => what.id.slice(-1)).join('');
    expect(await ids('')).toBe('dcba');
    expect(await ids(`?since_ms=${begin + 1000}&until_ms=${begin + 2000}`)).toBe('cb');
    expect(await ids(`?since_ms=${begin + 1001}`)).toBe('dc');
    expect(await ids(`?until_ms=${begin + 999}`)).toBe('a');
  });

  it('forgets what is older than 400 days', async () => {
    const begin = clock.ms;
    await accounts.device('old-box');
    await clock.at(begin + 2 * DAY_MS, () => accounts.device('box'));
    const retention = api.app.get(AuditRetention, { strict: false });
    await clock.at(begin + 400 * DAY_MS, () => retention.forgetOld());
    expect(await audit()).toHaveLength(2);
    await clock.at(begin + 400 * DAY_MS + 1, () => retention.forgetOld());
    expect((await audit()).map(({ what }) => what.id)).toEqual(['box']);
    const trail = api.app.get(AuditTrail, { strict: false });
    expect(await trail.forgetBefore(begin + DAY_MS)).toBe(0);
  });
});
