import { checkedFetch } from '../contract/checked-fetch.js';
import { startTestApi, type TestApi } from './api.fixture.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

describe('the dashboard', () => {
  it('is open, allows nothing but its own files, and all of them are there', async () => {
    const page = await checkedFetch(`http://127.0.0.1:${api.port}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    const text = await page.text();
    expect(text).not.toMatch(/<script>|style="|https?:/);
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files).toEqual(['dashboard.css', 'docs', 'dashboard.js']);
    for (const file of files)
      expect((await checkedFetch(`http://127.0.0.1:${api.port}/${file}`)).status).toBe(200);
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
