import { runInNewContext } from 'node:vm';
import { type PrefixProxy, startPrefixProxy } from '../../scripts/prefix-proxy.mjs';
import { PAIR, startTestApi, type TestApi } from './api.fixture.js';

interface Document {
  readonly servers: readonly { readonly url: string }[];
}

describe('behind a proxy that strips a prefix', () => {
  let api: TestApi;
  let proxy: PrefixProxy;
  beforeAll(async () => {
    api = await startTestApi();
    proxy = await startPrefixProxy(`http://127.0.0.1:${api.port}`, '/prefix');
  });
  afterAll(async () => {
    await proxy.stop();
    await api.stop();
  });

  /** Expects the address that a client makes of the document's own address and its server to work. */
  async function expectToReachPassings(from: string, { servers }: Document): Promise<void> {
    const server = new URL(servers[0]?.url ?? '', from).href.replace(/\/$/, '');
    expect(server).toBe(proxy.url);
    expect((await fetch(`${server}/api/v1/passings`, { headers: PAIR })).status).toBe(200);
  }

  /** Expects every file that a page names to be served. */
  async function expectFilesOf({
    url,
    text,
  }: {
    readonly url: string;
    readonly text: string;
  }): Promise<void> {
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect([file, (await fetch(new URL(file, url))).status]).toEqual([file, 200]);
  }

  it.each(['/openapi.json', '/api/v1/openapi.json'])('%s names a server that is reached', async (path) => {
    const answer = await fetch(`${proxy.url}${path}`);
    await expectToReachPassings(answer.url, (await answer.json()) as Document);
  });

  it('openapi.yaml names the same', async () => {
    const serverIn = async (path: string) =>
      / {2}- url: (\S+)/.exec(await (await fetch(`${proxy.url}${path}`)).text())?.[1];
    expect([await serverIn('/openapi.yaml'), await serverIn('/api/v1/openapi.yaml')]).toEqual(['.', '../..']);
  });

  it.each(['/docs', '/docs/', '/docs/index.html', '/api/v1/docs', '/api/v1/docs/'])(
    'Swagger UI at %s finds its files, and executes where it is',
    async (path) => {
      const answer = await fetch(`${proxy.url}${path}`);
      expect(answer.status).toBe(200);
      const text = await answer.text();
      await expectFilesOf({ url: answer.url, text });
      const [, script = ''] = /src="([^"]*swagger-ui-init\.js)"/.exec(text) ?? [];
      const code = await (await fetch(new URL(script, answer.url))).text();
      const [, options = ''] = /let options = (\{[\s\S]*?\n\});?\n/.exec(code) ?? [];
      const { swaggerDoc } = runInNewContext(`(${options})`) as { swaggerDoc: Document };
      await expectToReachPassings(answer.url, swaggerDoc);
    },
  );

  it.each(['', '/', '?kiosk'])(
    'the dashboard at the prefix, then %p, has all of itself, and asks the gateway',
    async (behind) => {
      const answer = await fetch(`${proxy.url}${behind}`);
      const text = await answer.text();
      expect(text).not.toMatch(/<link|src=/);
      const [, script = ''] = /<script>([^]*?)<\/script>/.exec(text) ?? [];
      const { origin, pathname } = new URL(answer.url);
      const [, home = ''] = /const home = (.*);/.exec(script) ?? [];
      expect(runInNewContext(home, { location: { origin, pathname } })).toBe(`${proxy.url}/`);
      expect(script).toContain("fetch(home + 'api/v1/' + path");
      expect(script).toContain("byId('api').href = home + 'docs'");
    },
  );

  it('no page asks for anything by an address from the root', async () => {
    for (const path of ['/', '/docs']) {
      const text = await (await fetch(`${proxy.url}${path}`)).text();
      expect(text).not.toMatch(/(?:src|href|action)=["']?\/|fetch\(['"`]\/|url\(['"]?\//);
    }
  });
});
