import { operations } from '../contract/document.js';
import { Accounts } from './accounts.fixture.js';
import { type Answer, startTestApi, type TestApi } from './api.fixture.js';

const TAG = /^W\/"[\w-]{22}"$/;
type Headers = Readonly<Record<string, string | string[]>>;

describe('an answer that is known already', () => {
  let api: TestApi;
  let accounts: Accounts;
  let device: { readonly id: string };
  /** An existing address of each operation, and headers that may ask for it. */
  let resources: Readonly<Record<string, readonly [string, Headers]>>;

  beforeAll(async () => {
    api = await startTestApi();
    accounts = new Accounts(api);
    const registered = await accounts.device();
    device = registered;
    const { id: user, email } = await accounts.user();
    const key = await accounts.post('/admin/api-keys', { name: 'The board', scopes: ['passings:read'] });
    const code = await accounts.license(3);
    const login = await accounts.login(registered, email);
    await accounts.post(
      '/license/activate',
      { license_code: code },
      { 'x-api-key': [], 'x-api-secret': [], ...login },
    );
    resources = {
      getDevice: [`/api/v1/admin/devices/${device.id}`, {}],
      getUser: [`/api/v1/admin/users/${user}`, {}],
      getApiKey: [`/api/v1/admin/api-keys/${String(key.body.id)}`, {}],
      getIssuedLicense: [`/api/v1/admin/licenses/${code}`, {}],
      getLicense: ['/api/v1/license', { 'x-api-key': [], 'x-api-secret': [], ...login }],
      listCommands: ['/api/v1/commands', {}],
    };
  });
  afterAll(() => api.stop());

  const known = (path: string, tags: string, headers: Headers = {}, method = 'GET'): Promise<Answer> =>
    api.ask(method, path, { headers: { ...headers, 'If-None-Match': tags } });

  it('is 304 without a body, for each resource that has a tag', async () => {
    const tagged = operations.filter(({ responses }) => responses['304'] !== undefined);
    expect(tagged.map(({ operationId }) => operationId).toSorted()).toEqual(
      Object.keys(resources).toSorted(),
    );
    for (const [path, headers] of Object.values(resources)) {
      const first = await api.ask('GET', path, { headers });
      const tag = String(first.headers.etag);
      expect([path, first.status, first.headers['cache-control']]).toEqual([path, 200, 'no-store']);
      expect(tag).toMatch(TAG);
      for (const tags of [tag, `"other", ${tag}`, tag.slice(2)])
        for (const method of ['GET', 'HEAD']) {
          const again = await known(path, tags, headers, method);
          expect([again.status, again.text, again.headers.etag, again.headers.vary]).toEqual([
            304,
            '',
            tag,
            'Accept-Encoding',
          ]);
          expect(again.headers['content-length'] ?? again.headers['content-encoding']).toBeUndefined();
        }
      expect((await known(path, 'W/"other"', headers)).text).toBe(first.text);
    }
  });

  it.each([
    '/',
    '/docs',
    '/docs/swagger-ui-init.js',
    '/openapi.json',
    '/openapi.yaml',
    '/api/v1/openapi.json',
  ])('is 304 for a document, however it is packed: %s', async (path) => {
    const first = await api.ask('GET', path);
    expect([first.status, first.headers['cache-control']]).toEqual([200, 'no-cache']);
    const packed = await api.ask('HEAD', path, { headers: { 'Accept-Encoding': 'gzip' } });
    expect([packed.headers['content-encoding'], packed.headers.etag]).toEqual(['gzip', first.headers.etag]);
    const again = await known(path, String(first.headers.etag), { 'Accept-Encoding': 'gzip' });
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers['content-encoding']).toBeUndefined();
  });

  it('is 304 for a file of a page', async () => {
    const { headers } = await api.ask('GET', '/docs/swagger-ui.css');
    expect(headers.etag).toMatch(/^W\//);
    expect((await known('/docs/swagger-ui.css', String(headers.etag))).status).toBe(304);
  });

  it('is another once it was changed', async () => {
    const path = `/api/v1/admin/devices/${device.id}`;
    const { etag } = (await api.ask('GET', path)).headers;
    await api.ask('PATCH', path, { body: { name: 'The box in the hall' } });
    const now = await known(path, String(etag));
    expect([now.status, now.body.name]).toEqual([200, 'The box in the hall']);
    expect(now.headers.etag).not.toBe(etag);
  });

  it('is nothing that an error, a secret or a page of passings has', async () => {
    const answers = [
      await api.ask('GET', '/api/v1/admin/devices/nobody'),
      await accounts.post('/admin/devices', { name: 'Another box' }),
      await accounts.post(`/admin/devices/${device.id}/rotate`, {}),
      await known('/api/v1/passings', '*'),
      await known('/api/v1/passings', '*', { Accept: 'text/csv' }),
      await known('/api/v1/decoders', '*'),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.etag])).toEqual(
      [404, 201, 200, 200, 200, 200].map((status) => [status, undefined]),
    );
  });

  it('is not asked for where somebody may not know of it', async () => {
    const path = `/api/v1/admin/devices/${device.id}`;
    const { etag } = (await api.ask('GET', path)).headers;
    expect((await known(path, String(etag), { 'x-api-secret': 'wrong' })).status).toBe(401);
  });
});
