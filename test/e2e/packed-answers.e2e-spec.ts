import { operations, openapi, type Schema } from '../contract/document.js';
import { expectProblem, passing, startTestApi, type TestApi } from './api.fixture.js';
import { askPacked } from './packed.fixture.js';

const PAGE = '/api/v1/passings?limit=1000&start_time_ms=0';
/** Names of secrets: an attacker who chose a part of such an answer would learn of the rest by its packed length. */
const SECRET_NAME = /(_secret|_token)$|^api_key$/;

describe('answers are packed', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
    await api.repository.store(
      Array.from({ length: 1000 }, (_, at) =>
        passing({ passingNumber: at + 1, timeUs: 1_707_847_920_000_123 + at * 1_234_567 }),
      ),
    );
  });
  afterAll(() => api.stop());

  const asked = (path: string, accepts?: string, method = 'GET', body?: object) =>
    askPacked(api.port, path, accepts === undefined ? {} : { 'Accept-Encoding': accepts }, method, body);

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'gzip'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['gzip;q=0', undefined],
    ['gzip;q=0, br;q=0', undefined],
    ['gzip;q=0.5, identity', undefined],
    ['*;q=0, gzip', 'gzip'],
    ['zstd', undefined],
  ])('Accept-Encoding: %s is answered with %s', async (accepts, coding) => {
    const plain = await asked(PAGE);
    const answer = await asked(PAGE, accepts);
    expect([answer.status, answer.headers['content-encoding'], answer.text === plain.text]).toEqual([
      200,
      coding,
      true,
    ]);
    expect(answer.headers.vary).toBe('Accept, Accept-Encoding');
    if (coding === undefined) expect(answer.headers['content-length']).toBe(String(plain.bytes.length));
    else expect(answer.bytes.length * 5).toBeLessThan(plain.bytes.length);
  });

  it.each([
    '/',
    '/docs',
    '/docs/swagger-ui.css',
    '/docs/swagger-ui-bundle.js',
    '/openapi.json',
    '/openapi.yaml',
    '/metrics',
  ])('pages and documents too: %s', async (path) => {
    const plain = await asked(path);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers.vary).toBe('Accept-Encoding');
    for (const coding of ['br', 'gzip']) {
      const packed = await asked(path, coding);
      expect([packed.status, packed.headers['content-encoding']]).toEqual([200, coding]);
      if (path !== '/metrics') expect(packed.text).toBe(plain.text);
      expect(packed.bytes.length * 1.5).toBeLessThan(plain.bytes.length);
    }
  });

  it('but for a part of a file', async () => {
    const headers = { 'Accept-Encoding': 'gzip', Range: 'bytes=0-9999' };
    const part = await askPacked(api.port, '/docs/swagger-ui-bundle.js', headers);
    expect([part.status, part.bytes.length, part.headers['content-encoding']]).toEqual([
      206,
      10_000,
      undefined,
    ]);
  });

  it('POST as GET', async () => {
    const packed = await asked('/api/v1/passings', 'gzip', 'POST', { limit: 500, start_time_ms: 0 });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(packed.text)).toMatchObject({ count: 500 });
  });

  it('but for small ones, unless they are refused as they are', async () => {
    expect((await asked('/health/live', 'gzip, br')).headers['content-encoding']).toBeUndefined();
    const packed = await asked('/health/live', 'gzip, identity;q=0');
    expect([packed.headers['content-encoding'], packed.text]).toEqual(['gzip', '{"status":"live"}']);
  });

  it.each(['identity;q=0', '*;q=0', 'zstd, *;q=0'])(
    'and refused where no form would do: %s',
    async (accepts) => {
      const headers = { 'Accept-Encoding': accepts };
      expectProblem(await api.ask('GET', PAGE, { headers }), 406, 'http.encoding_not_acceptable');
    },
  );

  it('HEAD says the length that GET has, or none', async () => {
    const plain = await asked(PAGE, undefined, 'HEAD');
    expect(Number(plain.headers['content-length'])).toBe((await asked(PAGE)).bytes.length);
    const packed = await asked(PAGE, 'gzip', 'HEAD');
    expect([packed.status, packed.bytes.length, packed.headers['content-encoding']]).toEqual([
      200,
      0,
      'gzip',
    ]);
    expect(Number(packed.headers['content-length'])).toBe((await asked(PAGE, 'gzip')).bytes.length);
    const file = await asked('/docs/swagger-ui-bundle.js', 'gzip', 'HEAD');
    expect([file.status, file.headers['content-length']]).toEqual([200, undefined]);
    expect(packed.headers.vary).toBe('Accept, Accept-Encoding');
  });

  it('never those that show a secret', async () => {
    const withSecrets = operations
      .filter(({ responses }) =>
        Object.entries(responses).some(
          ([status, answer]) =>
            status < '300' && namesOf(answer?.content?.['application/json']?.schema).some(isSecret),
        ),
      )
      .map(({ operationId }) => operationId);
    // Operations with `@ShowsSecret`; an addition to this list needs it too.
    expect(withSecrets.toSorted()).toEqual(
      ['createApiKey', 'login', 'refreshToken', 'registerDevice', 'rotateApiKey', 'rotateDevice'].toSorted(),
    );
    const PACKED = 'gzip, br, identity;q=0';
    const post = async (path: string, body: object, headers = {}) => {
      const answer = await askPacked(
        api.port,
        `/api/v1${path}`,
        { 'Accept-Encoding': PACKED, ...headers },
        'POST',
        body,
      );
      expect([path, answer.headers['content-encoding'], answer.headers['cache-control']]).toEqual([
        path,
        undefined,
        'no-store, no-transform',
      ]);
      return JSON.parse(answer.text) as Record<string, string>;
    };
    const key = await post('/admin/api-keys', { name: 'x'.repeat(60), scopes: ['passings:read'] });
    await post(`/admin/api-keys/${key.id ?? ''}/rotate`, {});
    const { device_id: id = '' } = await post('/admin/devices', { name: 'The box' });
    const { device_secret: secret = '' } = await post(`/admin/devices/${id}/rotate`, {});
    const user = { email: 'jane@example.com', password: 'a long sentence is best' };
    await api.ask('POST', '/api/v1/admin/users', { body: { ...user, first_name: 'Jane', last_name: 'Doe' } });
    const box = { 'X-Device-ID': id, 'X-Device-Secret': secret };
    const login = await post('/auth/login', user, box);
    await post('/auth/refresh', { refresh_token: login.refresh_token }, box);
  });
});

const isSecret = (name: string): boolean => SECRET_NAME.test(name);

/** Returns the names of the properties in a schema, however deep. */
function namesOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { $ref, properties } = schema as Schema;
  if ($ref !== undefined) return namesOf(openapi.components.schemas[$ref.split('/').at(-1) ?? '']);
  return [...Object.keys(properties ?? {}), ...Object.values(properties ?? schema).flatMap(namesOf)];
}
