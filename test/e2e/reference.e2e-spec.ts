import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { checkedFetch } from '../contract/checked-fetch.js';
import { openapi, operations } from '../contract/document.js';
import { PAIR, startTestApi, type TestApi } from './api.fixture.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const ask = (path: string, init?: RequestInit): Promise<Response> =>
  checkedFetch(`http://127.0.0.1:${api.port}${path}`, init);

describe('the reference', () => {
  it.each(['/reference', '/api/v1/reference'])(
    '%s is whole from here, and runs its own alone',
    async (path) => {
      const page = await ask(path);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe-eval|unsafe-hashes|\*|http|script-src[^;]*unsafe/);
      const text = await page.text();
      expect(text).not.toMatch(/https?:/);
      const scripts = [...text.matchAll(/<script( nonce="[^"]*")?>([^]*?)<\/script>/g)];
      expect(scripts).toHaveLength(2);
      for (const [, , script = ''] of scripts)
        expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
      const files = [...text.matchAll(/src="([^"]+)"/g)].map(([, file = '']) => file);
      expect(files).toEqual(['reference/reader.js']);
      const program = await ask(path.replace(/reference$/, files[0] ?? ''));
      expect([program.status, program.headers.get('content-type')]).toEqual([
        200,
        'text/javascript; charset=utf-8',
      ]);
      expect(await program.text()).toMatch(/^\/\*!\nMIT License\n/);
    },
  );

  it('takes a nonce once', async () => {
    const nonceOf = async (): Promise<string | undefined> => {
      const page = await ask('/reference');
      const [, nonce] = /'nonce-([^']+)'/.exec(page.headers.get('content-security-policy') ?? '') ?? [];
      expect(await page.text()).toContain(`content="${nonce ?? ''}"`);
      return nonce;
    };
    expect(await nonceOf()).not.toBe(await nonceOf());
  });

  it('has one address, and nothing beside it', async () => {
    const other = await fetch(`http://127.0.0.1:${api.port}/reference/`, { redirect: 'manual' });
    expect([other.status, other.headers.get('location')]).toEqual([302, '../reference']);
    expect((await ask('/reference', { method: 'HEAD' })).status).toBe(200);
    expect((await ask('/reference/other.js')).status).toBe(404);
    expect((await ask('/reference', { method: 'POST' })).status).toBe(404);
  });
});

describe('code samples', () => {
  it.each(
    operations.map((operation): [string, (typeof operations)[number]] => [operation.operationId, operation]),
  )(
    '%s is asked for in curl, JavaScript and Python, with the headers that it takes',
    (_id, { security, ...operation }) => {
      const schemes = Object.keys(security[0] ?? {}).map((name) => openapi.components.securitySchemes[name]);
      const headers = schemes.map((scheme) => scheme?.name ?? 'Authorization');
      const samples = operation['x-codeSamples'];
      expect(samples.map(({ label }) => label)).toEqual(['curl', 'JavaScript', 'Python']);
      for (const { source } of samples) {
        for (const header of headers) expect(source).toContain(header);
        expect(source).not.toMatch(/undefined|\{id\}|\[object/);
        if (operation.requestBody !== undefined) expect(source).toMatch(/json/i);
      }
    },
  );

  it('are accepted as they stand, with the pair that they name', async () => {
    const { 'x-codeSamples': samples } = operations.find(
      ({ operationId }) => operationId === 'searchPassings',
    ) ?? {
      'x-codeSamples': [],
    };
    const source = samples.find(({ label }) => label === 'JavaScript')?.source ?? '';
    const said: unknown[] = [];
    const env = { API_KEY: PAIR['x-api-key'], API_SECRET: PAIR['x-api-secret'] };
    const fetchHere = (url: string, init: RequestInit): Promise<Response> => ask(new URL(url).pathname, init);
    const log = (answer: unknown): number => said.push(answer);
    await runInNewContext(`(async () => { ${source} })()`, {
      fetch: fetchHere,
      process: { env },
      console: { log },
    });
    expect(said).toEqual([expect.objectContaining({ success: true })]);
  });
});
