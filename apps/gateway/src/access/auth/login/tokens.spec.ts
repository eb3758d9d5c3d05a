import { createHmac } from 'node:crypto';
import type { GatewaySecrets } from '../secrets/gateway-secrets.js';
import { ACCESS_TOKEN_S, REFRESH_TOKEN_S, Tokens } from './tokens.js';

const NOW_S = 1_700_000_000;
const CLAIMS = { userId: 'user_1', deviceId: 'device_1', loginId: 'login_1' };
const keys = { accessKey: Buffer.alloc(32, 1), refreshKey: Buffer.alloc(32, 2) };

type Part = Readonly<Record<string, unknown>>;
const HEADER = { alg: 'HS256', typ: 'JWT' };
const encoded = (part: Part): string => Buffer.from(JSON.stringify(part)).toString('base64url');
function signed(claims: Part, header: Part = HEADER, key = keys.accessKey): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}
const partsOf = (token: string): Part[] =>
  token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Part);

describe(Tokens.name, () => {
  let nowMs: number;
  beforeEach(() => {
    nowMs = NOW_S * 1000 + 999;
  });
  const tokens = new Tokens(keys as unknown as GatewaySecrets, { nowMs: () => nowMs });

  it.each([
    ['access', 86_400],
    ['refresh', 2_592_000],
  ] as const)('of %s say whose they are, for what and until when', (use, lastsS) => {
    const token = tokens.make(use, CLAIMS);
    const [header, claims] = partsOf(token);
    expect(header).toEqual(HEADER);
    expect(claims).toEqual({
      iss: 'coachlink',
      aud: `coachlink:${use}`,
      sub: 'user_1',
      did: 'device_1',
      sid: 'login_1',
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      iat: NOW_S,
      exp: NOW_S + lastsS,
    });
    expect(lastsS).toBe(use === 'access' ? ACCESS_TOKEN_S : REFRESH_TOKEN_S);
    expect(tokens.read(use, token)).toEqual(CLAIMS);
    expect(tokens.make(use, CLAIMS)).not.toBe(token);
  });

  it('are good to their last second', () => {
    const token = tokens.make('access', CLAIMS);
    nowMs += 86_399_000;
    expect(tokens.read('access', token)).toEqual(CLAIMS);
    nowMs += 1000;
    expect(tokens.read('access', token)).toBeUndefined();
  });

  it('of one kind are none of the other', () => {
    expect(tokens.read('access', tokens.make('refresh', CLAIMS))).toBeUndefined();
    expect(tokens.read('refresh', tokens.make('access', CLAIMS))).toBeUndefined();
  });

  const good = partsOf(aToken())[1] ?? {};
  it('are taken as they are written here', () => {
    nowMs = Number(good.iat) * 1000;
    expect(tokens.read('access', signed(good))).toEqual(CLAIMS);
  });

  it.each<[string, string]>([
    ['another issuer', signed({ ...good, iss: 'somebody' })],
    ['another audience', signed({ ...good, aud: 'coachlink:refresh' })],
    ['a list of audiences', signed({ ...good, aud: ['coachlink:access'] })],
    ['no user', signed({ ...good, sub: 7 })],
    ['no device', signed({ ...good, did: null })],
    ['no login', signed({ ...good, sid: {} })],
    ['no end', signed(Object.fromEntries(Object.entries(good).filter(([name]) => name !== 'exp')))],
    ['an end within a second', signed({ ...good, exp: Number(good.exp) + 0.5 })],
    ['another key', signed(good, HEADER, keys.refreshKey)],
    ['another order of its header', signed(good, { typ: 'JWT', alg: 'HS256' })],
    ['a key named in its header', signed(good, { ...HEADER, kid: '0' })],
    ['more behind it', `${signed(good)}.`],
    ['nothing', ''],
  ])('with %s are none', (_, token) => {
    nowMs = Number(good.iat) * 1000;
    expect(tokens.read('access', token)).toBeUndefined();
  });
});

function aToken(): string {
  return new Tokens(keys as unknown as GatewaySecrets, { nowMs: () => NOW_S * 1000 }).make('access', CLAIMS);
}
