import { createHash } from 'node:crypto';
import { checkedFetch } from '../contract/checked-fetch.js';
import { startTestApi, type TestApi } from './api.fixture.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

describe('the dashboard', () => {
  it('is open, all in one answer, and allows nothing but what is written in it', async () => {
    const page = await checkedFetch(`http://127.0.0.1:${api.port}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'/);
    const text = await page.text();
    expect(text).not.toMatch(/style="| on[a-z]+="|https?:/);
    expect([...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file)).toEqual(['docs']);
    for (const tag of ['style', 'script']) {
      const [, own = ''] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(text) ?? [];
      const hash = createHash('sha256').update(own).digest('base64');
      expect(policy).toContain(`; ${tag}-src 'sha256-${hash}';`);
    }
  });

  it('takes what a bookmark carries', async () => {
    expect((await checkedFetch(`http://127.0.0.1:${api.port}/?kiosk`)).status).toBe(200);
  });

  it('is no part of the API', async () => {
    const document = (await (await checkedFetch(`http://127.0.0.1:${api.port}/openapi.json`)).json()) as {
      paths: object;
    };
    expect(Object.keys(document.paths)).not.toContain('/');
  });
});
