import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { GatewaySecrets } from '../../apps/gateway/src/access/auth/secrets/gateway-secrets.js';
import { Accounts, NO_PAIR, PASSWORD, type RegisteredDevice } from '../e2e/accounts.fixture.js';
import { type Answer, expectProblem, startTestApi, type TestApi } from '../e2e/api.fixture.js';
import { MovedClock } from './moved-clock.js';

type Part = Readonly<Record<string, unknown>>;

const clock = new MovedClock();
const HEADER = { alg: 'HS256', typ: 'JWT' };
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();

let api: TestApi;
let accounts: Accounts;
let device: RegisteredDevice;
let user: { readonly id: string; readonly email: string };
let access: string;
let refresh: string;
let keys: { readonly access: Buffer; readonly refresh: Buffer };

beforeAll(async () => {
  api = await startTestApi({ override: clock.override });
  accounts = new Accounts(api);
  device = await accounts.device();
  user = await accounts.user('admin');
  const { body } = await accounts.tryLogin(device, user.email, PASSWORD);
  [access, refresh] = [String(body.access_token), String(body.refresh_token)];
  const { accessKey, refreshKey } = api.app.get(GatewaySecrets, { strict: false });
  keys = { access: accessKey, refresh: refreshKey };
});
afterAll(() => api.stop());

const encoded = (part: object | string): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
const partsOf = (token: string): [string, string, string] => token.split('.') as [string, string, string];
const claimsOf = (token: string): Part =>
  JSON.parse(Buffer.from(partsOf(token)[1], 'base64url').toString()) as Part;

function hmac(
  header: object | string,
  claims: object | string,
  key: Buffer | string,
  hash = 'sha256',
): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`;
}

function rsa(header: object, claims: object, key: KeyObject): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${createSign('sha256').update(text).sign(key, 'base64url')}`;
}

const without = (claims: Part, name: string): Part =>
  Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name));

/** Forged forms of a token; most are signed with the key itself, so that the signature hides nothing. */
function forgeries(token: string, key: Buffer, otherKey: Buffer): Readonly<Record<string, string>> {
  const [header, payload, signature] = partsOf(token);
  const claims = claimsOf(token);
  const exp = Number(claims.exp);
  const text = JSON.stringify(claims);
  const signedWith = (changed: object): string => hmac(HEADER, changed, key);
  const raw = (changed: string): string => hmac(HEADER, changed, key);
  return {
    'alg none': `${encoded({ ...HEADER, alg: 'none' })}.${payload}.`,
    'alg None': `${encoded({ ...HEADER, alg: 'None' })}.${payload}.`,
    'alg nOnE with the signature left on': `${encoded({ ...HEADER, alg: 'nOnE' })}.${payload}.${signature}`,
    'no signature': `${header}.${payload}.`,
    'RS256 by a key of its own': rsa({ ...HEADER, alg: 'RS256' }, claims, privateKey),
    'RS256 said, signed as HS256 with a public key': hmac({ ...HEADER, alg: 'RS256' }, claims, PEM),
    'HS256 with a public key': hmac(HEADER, claims, PEM),
    'HS256 with an empty key': hmac(HEADER, claims, ''),
    'HS256 with another key': hmac(HEADER, claims, Buffer.alloc(32, 1)),
    'HS256 with the key of the other kind': hmac(HEADER, claims, otherKey),
    'HS384 with our key': hmac({ ...HEADER, alg: 'HS384' }, claims, key, 'sha384'),
    'HS512 with our key': hmac({ ...HEADER, alg: 'HS512' }, claims, key, 'sha512'),
    'kid with a path': hmac({ ...HEADER, kid: '../../../../dev/null' }, claims, key),
    'kid with SQL': hmac({ ...HEADER, kid: "x' UNION SELECT 'key" }, claims, key),
    'kid null': hmac({ ...HEADER, kid: null }, claims, key),
    jku: hmac({ ...HEADER, jku: 'https://example.com/keys' }, claims, key),
    x5u: hmac({ ...HEADER, x5u: 'https://example.com/cert' }, claims, key),
    'jwk with a key of its own': rsa(
      { ...HEADER, alg: 'RS256', jwk: publicKey.export({ format: 'jwk' }) },
      claims,
      privateKey,
    ),
    crit: hmac({ ...HEADER, crit: ['exp'] }, claims, key),
    'typ of another kind': hmac({ alg: 'HS256', typ: 'rt+jwt' }, claims, key),
    'no typ': hmac({ alg: 'HS256' }, claims, key),
    'names in another order': hmac({ typ: 'JWT', alg: 'HS256' }, claims, key),
    'no exp': signedWith(without(claims, 'exp')),
    'exp as text': signedWith({ ...claims, exp: String(exp) }),
    'exp without end': raw(text.replace(String(exp), '1e400')),
    'exp negative': signedWith({ ...claims, exp: -exp }),
    'exp a part of a second': signedWith({ ...claims, exp: exp + 0.5 }),
    expired: signedWith({ ...claims, exp: Number(claims.iat) - 1 }),
    'nbf to come': signedWith({ ...claims, nbf: exp }),
    'aud a list': signedWith({ ...claims, aud: [claims.aud] }),
    'aud missing': signedWith(without(claims, 'aud')),
    'aud of the other kind': signedWith({
      ...claims,
      aud: claims.aud === 'coachlink:access' ? 'coachlink:refresh' : 'coachlink:access',
    }),
    'iss another': signedWith({ ...claims, iss: 'https://example.com' }),
    'iss missing': signedWith(without(claims, 'iss')),
    'sub of another user': signedWith({ ...claims, sub: 'user_somebody' }),
    'sub missing': signedWith(without(claims, 'sub')),
    'sub no text': signedWith({ ...claims, sub: { $ne: null } }),
    'device another': signedWith({ ...claims, did: 'device_somebody' }),
    'login another': signedWith({ ...claims, sid: 'A'.repeat(22) }),
    'login no text': signedWith({ ...claims, sid: ['x'] }),
    'payload edited': `${header}.${encoded({ ...claims, sub: 'user_somebody' })}.${signature}`,
    'signature of another token': `${header}.${payload}.${partsOf(hmac(HEADER, { ...claims, jti: 'x' }, key))[2]}`,
    'signature with padding': `${token}=`,
    'signature cut short': token.slice(0, -1),
    'signature in another alphabet': `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`,
    'payload with padding': (() => {
      const padded = `${header}.${payload}==`;
      return `${padded}.${createHmac('sha256', key).update(padded).digest('base64url')}`;
    })(),
    'a name twice': raw(text.replace('{', `{"sub":"user_somebody",`)),
    'white space in it': raw(JSON.stringify(claims, null, 1)),
    'no object': raw('"text"'),
    'no JSON': raw('{'),
    '2 parts': `${header}.${payload}`,
    '5 parts': `${token}.${payload}.${signature}`,
    '8 kB': signedWith({ ...claims, more: 'x'.repeat(6000) }),
    nothing: '.',
    dots: '...',
  };
}

const asAccess = (token: string): Promise<Answer> =>
  accounts.get('/license', { ...NO_PAIR, ...device.headers, Authorization: `Bearer ${token}` });
const asRefresh = (token: string): Promise<Answer> =>
  accounts.post('/auth/refresh', { refresh_token: token }, { ...NO_PAIR, ...device.headers });

describe('a forged token', () => {
  it('is no access token in any form', async () => {
    const forms = forgeries(access, keys.access, keys.refresh);
    expect(Object.keys(forms).length).toBeGreaterThan(25);
    for (const [form, token] of Object.entries(forms)) {
      const { status } = await asAccess(token);
      expect([form, status]).toEqual([form, 401]);
    }
    // The token that the forgeries are made of is good: only a licence is missing.
    expect((await asAccess(access)).status).toBe(404);
    expect((await asAccess(hmac(HEADER, claimsOf(access), keys.access))).status).toBe(404);
  });

  it('is no refresh token in any form', async () => {
    for (const [form, token] of Object.entries(forgeries(refresh, keys.refresh, keys.access))) {
      const { status } = await asRefresh(token);
      // A token with impossible characters, or too many, is refused as such.
      expect([form, [400, 401, 413].includes(status)]).toEqual([form, true]);
    }
    expect((await asRefresh(refresh)).status).toBe(200);
    expect((await asRefresh(hmac(HEADER, claimsOf(refresh), keys.refresh))).status).toBe(200);
  });

  it('is not what the other kind is taken for, whichever key it is signed with', async () => {
    expectProblem(await asAccess(refresh), 401, 'auth.invalid_credentials');
    expectProblem(await asRefresh(access), 401, 'auth.invalid_credentials');
    // The audience of a token holds even if the key of one kind leaks into the place of the other.
    expect((await asAccess(hmac(HEADER, claimsOf(refresh), keys.access))).status).toBe(401);
    expect((await asRefresh(hmac(HEADER, claimsOf(access), keys.refresh))).status).toBe(401);
  });
});
