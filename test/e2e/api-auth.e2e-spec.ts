import { ApiKeyStore } from '../../apps/gateway/src/access/auth/api-key/api-key.store.js';
import { SecretDigest } from '../../apps/gateway/src/access/auth/secrets/secret-digest.js';
import { type Answer, expectProblem, KEY, SECRET, startTestApi, type TestApi } from './api.fixture.js';

const ROUTES = [
  ['GET', '/api/v1/passings'],
  ['POST', '/api/v1/passings'],
  ['GET', '/api/v1/transponders/sessions'],
  ['POST', '/api/v1/transponders/sessions'],
  ['GET', '/api/v1/transponders/active'],
  ['GET', '/api/v1/decoders'],
] as const;

/** Returns the part of an answer that must be equal for every wrong credential. */
function essence({ status, headers, body }: Answer): unknown {
  return { status, headers: { ...headers, date: '' }, body: { ...body, timestamp: '' } };
}

describe('access', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(async () => {
    await api.stop();
  });

  /** Sends these credential headers alone; a list repeats the header. */
  const call = (method: string, path: string, sent: Record<string, string | string[]>): Promise<Answer> => {
    const none = Object.fromEntries(
      ['x-api-key', 'x-api-secret'].filter((name) => !(name in sent)).map((name) => [name, []]),
    );
    return api.ask(method, path, { headers: { ...none, ...sent } });
  };

  const WRONG: [string, Record<string, string | string[]>][] = [
    ['nothing', {}],
    ['the key alone', { 'x-api-key': KEY }],
    ['the secret alone', { 'x-api-secret': SECRET }],
    ['a wrong secret', { 'x-api-key': KEY, 'x-api-secret': `${SECRET}x` }],
    ['a secret cut short', { 'x-api-key': KEY, 'x-api-secret': SECRET.slice(0, -1) }],
    ['an unknown key', { 'x-api-key': 'unknown', 'x-api-secret': SECRET }],
    ['the two swapped', { 'x-api-key': SECRET, 'x-api-secret': KEY }],
    ['an empty key', { 'x-api-key': '', 'x-api-secret': SECRET }],
    ['an empty secret', { 'x-api-key': KEY, 'x-api-secret': '' }],
    ['both empty', { 'x-api-key': '', 'x-api-secret': '' }],
    ['the key twice', { 'x-api-key': [KEY, KEY], 'x-api-secret': SECRET }],
    ['the secret twice', { 'x-api-key': KEY, 'x-api-secret': [SECRET, SECRET] }],
    ['a key of 4 kB', { 'x-api-key': 'x'.repeat(4096), 'x-api-secret': SECRET }],
    ['a secret of 4 kB', { 'x-api-key': KEY, 'x-api-secret': 'x'.repeat(4096) }],
    ['another alphabet', { 'x-api-key': 'ké', 'x-api-secret': 'sécret' }],
    ['a name of every object', { 'x-api-key': '__proto__', 'x-api-secret': 'toString' }],
    ['credentials of another family', { authorization: `Bearer ${SECRET}` }],
  ];

  it.each(ROUTES)('%s %s refuses every wrong credential with one and the same 401', async (method, path) => {
    const expected = await call(method, path, {});
    expectProblem(expected, 401, 'auth.invalid_credentials');
    expect(expected.headers['www-authenticate']).toBe('ApiKey realm="CoachLINK", Bearer realm="CoachLINK"');
    for (const [what, headers] of WRONG) {
      expect([what, essence(await call(method, path, headers))]).toEqual([what, essence(expected)]);
    }
  });

  it.each(ROUTES)('%s %s lets the right pair in', async (method, path) => {
    expect(
      (
        await call(method, path, {
          'X-Api-Key': KEY,
          'X-API-SECRET': SECRET,
          'x-api-key': [],
          'x-api-secret': [],
        })
      ).status,
    ).toBe(200);
  });

  it('comes before the check of criteria', async () => {
    expectProblem(await call('GET', '/api/v1/passings?limit=0', {}), 401, 'auth.invalid_credentials');
  });

  it('leaves health and documentation open', async () => {
    for (const path of ['/health/live', '/openapi.json', '/openapi.yaml', '/docs'])
      expect([path, (await call('GET', path, {})).status]).toEqual([path, 200]);
  });
});

describe('scopes', () => {
  it('that a key lacks are 403 with the name of the scope', async () => {
    const api = await startTestApi({
      beforeListen: (app) => {
        const digest = app.get(SecretDigest, { strict: false });
        const keys = app.get(ApiKeyStore, { strict: false });
        keys.recent = () => ({
          id: 'narrow',
          scopes: new Set(['system:read']),
          secretDigests: [digest.of(SECRET)],
        });
      },
    });
    for (const [method, path] of ROUTES) {
      const answer = await api.ask(method, path);
      expect(expectProblem(answer, 403, 'auth.scope_missing').scope).toBe('passings:read');
      expect(answer.headers['www-authenticate']).toBe(
        'ApiKey realm="CoachLINK", error="insufficient_scope", scope="passings:read"',
      );
    }
    await api.stop();
  });
});
