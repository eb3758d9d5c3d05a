import {
  type Role,
  type Scope,
  SCOPES,
  SCOPES_OF_ROLE,
} from '../../apps/gateway/src/access/accounts/rights.js';
import type { CredentialFamily } from '../../apps/gateway/src/access/auth/guard/credential-guard.js';
import { Accounts, NO_PAIR, PASSWORD, type RegisteredDevice } from '../e2e/accounts.fixture.js';
import type { Answer } from '../e2e/api.fixture.js';
import type { MovedClock } from './moved-clock.js';

export type Headers = Readonly<Record<string, string | string[]>>;

/** One possible state of credentials, and the answer of a route that takes this family alone. */
export interface State {
  readonly family: CredentialFamily;
  readonly name: string;
  readonly headers: Headers;
  /** Scopes that they allow; undefined where they prove no identity. */
  readonly allows: ReadonlySet<Scope> | undefined;
  /** Role of the user that is logged in. */
  readonly role?: Role;
  /** Whether their device part is right. */
  readonly provesDevice?: boolean;
  /** Another family that is offered as well, and wrong. */
  readonly spoiledBy?: CredentialFamily;
  /** Time at which they are shown; now where undefined. */
  readonly atMs?: number;
}

const HOUR_MS = 3_600_000;
const LARGE = 'x'.repeat(4096);
const NOTHING = undefined;
const EVERYTHING: ReadonlySet<Scope> = new Set(SCOPES);

/** Makes every state of every family through the API, as an administrator would. */
export async function statesOfCredentials(accounts: Accounts, clock: MovedClock): Promise<State[]> {
  return [
    ...(await apiKeyStates(accounts, clock)),
    ...(await deviceStates(accounts, clock)),
    ...(await loginStates(accounts, clock)),
  ];
}

interface Pair {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
}

export async function makeApiKey(
  accounts: Accounts,
  scopes: readonly Scope[],
  terms: object = {},
): Promise<Pair> {
  const { status, body } = await accounts.post('/admin/api-keys', {
    name: 'Of the matrix',
    scopes,
    ...terms,
  });
  expect(status).toBe(201);
  return { id: String(body.id), key: String(body.api_key), secret: String(body.api_secret) };
}

async function apiKeyStates(accounts: Accounts, clock: MovedClock): Promise<State[]> {
  const pair = (key: string | string[], secret: string | string[]): Headers => ({
    'x-api-key': key,
    'x-api-secret': secret,
  });
  const bad = (name: string, headers: Headers, atMs?: number): State => ({
    family: 'api-key',
    name: `api key: ${name}`,
    headers: { ...NO_PAIR, ...headers },
    allows: NOTHING,
    ...(atMs === undefined ? {} : { atMs }),
  });
  const { key, secret } = await makeApiKey(accounts, SCOPES);
  const other = await makeApiKey(accounts, SCOPES);
  const revoked = await makeApiKey(accounts, SCOPES);
  await succeed(accounts.api.ask('DELETE', `/api/v1/admin/api-keys/${revoked.id}`));
  const expiresAtMs = clock.ms + HOUR_MS;
  const expiring = await makeApiKey(accounts, SCOPES, { expires_at: new Date(expiresAtMs).toISOString() });
  const rotated = await makeApiKey(accounts, SCOPES);
  const overlap = { overlap_seconds: 3600 };
  const renewed = await succeed(accounts.post(`/admin/api-keys/${rotated.id}/rotate`, overlap));
  const good = (name: string, headers: Headers, allows = EVERYTHING, atMs?: number): State => ({
    ...bad(name, headers, atMs),
    allows,
  });
  const narrow = SCOPES.map(async (scope) => {
    const made = await makeApiKey(accounts, [scope]);
    return good(`with the scope ${scope} alone`, pair(made.key, made.secret), new Set([scope]));
  });
  return [
    bad('none', {}),
    bad('key alone', { 'x-api-key': key }),
    bad('secret alone', { 'x-api-secret': secret }),
    bad('wrong secret', pair(key, `${secret.slice(0, -1)}_`)),
    bad('secret cut short', pair(key, secret.slice(0, -1))),
    bad('secret with more behind it', pair(key, `${secret}x`)),
    bad('unknown key', pair(`${key.slice(0, -1)}_`, secret)),
    bad('secret of another key', pair(key, other.secret)),
    bad('swapped', pair(secret, key)),
    bad('key twice', pair([key, key], secret)),
    bad('secret twice', pair(key, [secret, secret])),
    bad('right and wrong secret', pair(key, ['wrong', secret])),
    bad('empty key', pair('', secret)),
    bad('empty secret', pair(key, '')),
    bad('both empty', pair('', '')),
    bad('key of 4 kB', pair(LARGE, secret)),
    bad('secret of 4 kB', pair(key, LARGE)),
    bad('another alphabet', pair('ké', 'sécret')),
    bad('names of every object', pair('__proto__', 'constructor')),
    bad('in the scheme Basic', {
      authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
    }),
    bad('as a bearer', { authorization: `Bearer ${secret}` }),
    bad('revoked', pair(revoked.key, revoked.secret)),
    good('a moment before its end', pair(expiring.key, expiring.secret), EVERYTHING, expiresAtMs - 1),
    bad('expired', pair(expiring.key, expiring.secret), expiresAtMs),
    good(
      'old secret within its overlap',
      pair(rotated.key, rotated.secret),
      EVERYTHING,
      clock.ms + HOUR_MS - 1,
    ),
    bad('old secret after its overlap', pair(rotated.key, rotated.secret), clock.ms + HOUR_MS),
    good('new secret', pair(rotated.key, String(renewed.body.api_secret))),
    good('right', pair(key, secret)),
    good('right, and a login that is wrong', { ...pair(key, secret), authorization: 'Bearer wrong' }),
    ...(await Promise.all(narrow)),
  ];
}

/** Makes each wrong form of the two headers of a device, with the rest right. */
async function wrongDevices(
  accounts: Accounts,
  device: RegisteredDevice,
): Promise<(readonly [name: string, headers: Headers])[]> {
  const secret = String(device.headers['X-Device-Secret']);
  const other = await accounts.device();
  const of = (id: string | string[], proof: string | string[]): Headers => ({
    'X-Device-ID': id,
    'X-Device-Secret': proof,
  });
  return [
    ['no device', {}],
    ['id alone', { 'X-Device-ID': device.id }],
    ['secret alone', { 'X-Device-Secret': secret }],
    ['wrong secret', of(device.id, 'wrong')],
    ['secret cut short', of(device.id, secret.slice(0, -1))],
    ['unknown id', of('nobody', secret)],
    ['secret of another device', of(device.id, String(other.headers['X-Device-Secret']))],
    ['id of another device', of(other.id, secret)],
    ['swapped', of(secret, device.id)],
    ['id twice', of([device.id, device.id], secret)],
    ['secret twice', of(device.id, [secret, secret])],
    ['empty id', of('', secret)],
    ['empty secret', of(device.id, '')],
    ['id of 4 kB', of(LARGE, secret)],
    ['secret of 4 kB', of(device.id, LARGE)],
    ['another alphabet', of('dévice', 'sécret')],
    ['names of every object', of('__proto__', 'constructor')],
  ];
}

async function deviceStates(accounts: Accounts, clock: MovedClock): Promise<State[]> {
  const state = (
    name: string,
    headers: Headers,
    allows: ReadonlySet<Scope> | undefined = NOTHING,
    atMs?: number,
  ): State => ({
    family: 'device',
    name: `device: ${name}`,
    headers: { ...NO_PAIR, ...headers },
    allows,
    provesDevice: allows !== NOTHING,
    ...(atMs === undefined ? {} : { atMs }),
  });
  const device = await accounts.device();
  const revoked = await accounts.device();
  await succeed(accounts.api.ask('DELETE', `/api/v1/admin/devices/${revoked.id}`));
  const rotated = await accounts.device();
  const overlap = { overlap_seconds: 3600 };
  const renewed = await succeed(accounts.post(`/admin/devices/${rotated.id}/rotate`, overlap));
  const anew = { ...rotated.headers, 'X-Device-Secret': String(renewed.body.device_secret) };
  const proves: ReadonlySet<Scope> = new Set();
  return [
    ...(await wrongDevices(accounts, device)).map(([name, headers]) => state(name, headers)),
    state('revoked', revoked.headers),
    state('old secret within its overlap', rotated.headers, proves, clock.ms + HOUR_MS - 1),
    state('old secret after its overlap', rotated.headers, NOTHING, clock.ms + HOUR_MS),
    state('new secret', anew, proves),
    state('right', device.headers, proves),
  ];
}

async function loginStates(accounts: Accounts, clock: MovedClock): Promise<State[]> {
  const device = await accounts.device();
  const { email } = await accounts.user('admin');
  const more = (headers: Headers, rest: Partial<State> = {}): Partial<State> & { headers: Headers } => ({
    headers,
    provesDevice: true,
    ...rest,
  });
  const on = (authorization: string | string[]): Headers => ({ ...device.headers, authorization });
  /** Logs in a new user, because one of the requests may end all logins of its user. */
  const fresh = async (): Promise<string> =>
    (await accounts.login(device, (await accounts.user('admin')).email)).Authorization ?? '';

  const bearer = await fresh();
  const token = bearer.slice('Bearer '.length);
  const { body } = await accounts.tryLogin(device, email, PASSWORD);
  const other = await accounts.device();
  const wrong: Readonly<Record<string, Partial<State> & { headers: Headers }>> = {
    'no bearer': more(device.headers),
    'bearer of another device': more({ ...other.headers, authorization: bearer }),
    'empty bearer': more(on('Bearer ')),
    'no scheme': more(on(token)),
    'in the scheme Basic': more(on(`Basic ${token}`)),
    'bearer twice': more(on([bearer, bearer])),
    'bearer of 4 kB': more(on(`Bearer ${LARGE}`)),
    'refresh token': more(on(`Bearer ${String(body.refresh_token)}`)),
    expired: more(on(bearer), { atMs: clock.ms + 24 * HOUR_MS }),
    ...(await endedLogins(accounts, device, email)),
  };
  const soon = clock.ms + 24 * HOUR_MS - 1000;
  const viewer = await accounts.login(device, (await accounts.user('viewer')).email);
  const coach = await accounts.login(device, (await accounts.user('coach')).email);
  const right: Readonly<Record<string, Partial<State> & { headers: Headers }>> = {
    right: more(on(await fresh())),
    'right, in small letters': more(on((await fresh()).replace('Bearer', 'bearer'))),
    'right, a moment before its end': more(on(await fresh()), { atMs: soon }),
    'right, and an api key that is wrong': more(
      { ...on(await fresh()), 'x-api-key': 'wrong', 'x-api-secret': 'wrong' },
      { spoiledBy: 'api-key' },
    ),
    'right, of a viewer': more(viewer, { allows: SCOPES_OF_ROLE.viewer, role: 'viewer' }),
    'right, of a coach': more(coach, { allows: SCOPES_OF_ROLE.coach, role: 'coach' }),
  };
  const state = (name: string, { headers, ...rest }: Partial<State> & { headers: Headers }): State => ({
    family: 'login',
    name: `login: ${name}`,
    allows: NOTHING,
    ...rest,
    headers: { ...NO_PAIR, ...headers },
  });
  return [
    ...(await wrongDevices(accounts, device)).map(([name, headers]) =>
      state(name, { headers: { ...headers, authorization: bearer } }),
    ),
    ...Object.entries(wrong).map(([name, rest]) => state(name, rest)),
    ...Object.entries(right).map(([name, rest]) =>
      state(name, { allows: EVERYTHING, role: 'admin', ...rest }),
    ),
  ];
}

/** Makes tokens whose login was ended, by each way to end it. */
async function endedLogins(
  accounts: Accounts,
  device: RegisteredDevice,
  email: string,
): Promise<Readonly<Record<string, Partial<State> & { headers: Headers }>>> {
  const loggedOut = await accounts.login(device, email);
  await succeed(accounts.api.ask('POST', '/api/v1/auth/logout', { headers: { ...NO_PAIR, ...loggedOut } }));
  const changed = await accounts.user('admin');
  const beforeChange = await accounts.login(device, changed.email);
  const password = { body: { password: 'another horse battery staple' } };
  await succeed(accounts.api.ask('PATCH', `/api/v1/admin/users/${changed.id}`, password));
  const removed = await accounts.user('admin');
  const beforeRemoval = await accounts.login(device, removed.email);
  await succeed(accounts.api.ask('DELETE', `/api/v1/admin/users/${removed.id}`));
  const gone = await accounts.device();
  const onGone = await accounts.login(gone, email);
  await succeed(accounts.api.ask('DELETE', `/api/v1/admin/devices/${gone.id}`));
  const rotated = await accounts.device();
  const onRotated = await accounts.login(rotated, email);
  await succeed(accounts.post(`/admin/devices/${rotated.id}/rotate`, {}));
  return {
    'logged out': { headers: loggedOut, provesDevice: true },
    'password changed': { headers: beforeChange, provesDevice: true },
    'user removed': { headers: beforeRemoval, provesDevice: true },
    'device removed': { headers: onGone },
    'secret of the device changed': { headers: onRotated },
  };
}

async function succeed(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  expect(answer.status).toBeLessThan(300);
  return answer;
}
