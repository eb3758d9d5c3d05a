import { startTestApi, type TestApi } from './api.fixture.js';

const OURS = 'https://club.example';
const PREFLIGHT = {
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'content-type,x-api-key,x-api-secret',
};

describe('pages of other origins', () => {
  let api: TestApi;
  afterEach(() => api.stop());

  it('may ask where their origin is named, and read what they need', async () => {
    api = await startTestApi({ environment: { COACHLINK_CORS_ORIGINS: `${OURS},http://localhost:5173` } });
    const before = await api.ask('OPTIONS', '/api/v1/passings', { headers: { ...PREFLIGHT, origin: OURS } });
    expect(before.status).toBe(204);
    expect(before.headers).toMatchObject({
      'access-control-allow-origin': OURS,
      'access-control-allow-methods': expect.stringContaining('POST') as string,
      'access-control-allow-headers': expect.stringContaining('x-api-secret') as string,
      'access-control-max-age': '600',
    });
    const answer = await api.ask('POST', '/api/v1/passings', { body: {}, headers: { origin: OURS } });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, OURS]);
    expect(answer.headers['access-control-expose-headers']).toContain('Retry-After');
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    const refused = await api.ask('POST', '/api/v1/passings', {
      body: {},
      headers: { origin: OURS, 'x-api-key': 'wrong' },
    });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, OURS]);
  });

  it.each(['https://evil.example', 'https://club.example.evil.example', 'http://club.example', 'null'])(
    'may not read anything as %s',
    async (origin) => {
      api = await startTestApi({ environment: { COACHLINK_CORS_ORIGINS: OURS } });
      for (const method of ['OPTIONS', 'GET']) {
        const { headers } = await api.ask(method, '/api/v1/passings', { headers: { ...PREFLIGHT, origin } });
        expect([method, headers['access-control-allow-origin']]).toEqual([method, undefined]);
      }
    },
  );

  it('are not spoken of where nobody named one', async () => {
    api = await startTestApi();
    const { headers } = await api.ask('GET', '/api/v1/passings', { headers: { origin: OURS } });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
