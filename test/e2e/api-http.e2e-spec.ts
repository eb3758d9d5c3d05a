import { gzipSync } from 'node:zlib';
import { type PassingsPage } from '#passings';
import { checkedFetch } from '../contract/checked-fetch.js';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import {
  type Answer,
  badFields,
  expectProblem,
  KEY,
  SECRET,
  startTestApi,
  type TestApi,
} from './api.fixture.js';

const PASSINGS = '/api/v1/passings';

describe('HTTP', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(async () => {
    await api.stop();
  });

  describe('bodies', () => {
    const send = (body: string, headers: Record<string, string> = {}) =>
      api.ask('POST', PASSINGS, { body, headers });
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

    it.each([
      ['{'],
      ['{"limit":}'],
      ['nonsense-with-a-secret'],
      ['5'],
      ['"text"'],
      ['null'],
      ['{"a":1}x'],
      [' '],
    ])('that are no JSON are 400, and the answer repeats nothing of them: %s', async (body) => {
      const answer = await send(body);
      expectProblem(answer, 400, 'body.malformed');
      expect(answer.text).not.toContain('secret');
      expect(answer.text).not.toContain('position');
    });

    it('may be 16 levels deep, and 17 or 30,000 are 400', async () => {
      expect(badFields(await send(`{"x":${nested(15)}}`))).toEqual(['x']);
      expectProblem(await send(`{"x":${nested(16)}}`), 400, 'body.too_deep');
      expectProblem(await send(nested(30_000)), 400, 'body.too_deep');
      expectProblem(await send('{"a":'.repeat(10_000)), 400, 'body.too_deep');
    });

    it('have each name once in an object, however it is written', async () => {
      expectProblem(await send('{"limit":5,"limit":6}'), 400, 'body.repeated_name');
      expectProblem(await send('{"limit":5,"\\u006cimit":6}'), 400, 'body.repeated_name');
      expect(badFields(await send('{"a":{"b":1},"b":1}'))).toEqual(['a', 'b']);
    });

    it('may be 64 kB, and one byte more is 413', async () => {
      const padded = (bytes: number) => `{"limit":5${' '.repeat(bytes - 11)}}`;
      expect((await send(padded(65_536))).status).toBe(200);
      const details = expectProblem(await send(padded(65_537)), 413, 'body.too_large');
      expect(details.limit_bytes).toBe(65_536);
    });

    it('under /auth may be 4 kB', async () => {
      const big = { body: `{"x":"${'x'.repeat(5000)}"}` };
      expectProblem(await api.ask('POST', '/api/v1/auth/login', big), 413, 'body.too_large');
    });

    it('packed count as what they unpack to', async () => {
      const bomb = gzipSync(Buffer.alloc(5_000_000, ' '));
      const answer = await rawPost(bomb, { 'Content-Encoding': 'gzip' });
      expectProblem(answer, 413, 'body.too_large');
      expectProblem(
        await rawPost(Buffer.from('{}'), { 'Content-Encoding': 'zip' }),
        415,
        'body.unsupported_encoding',
      );
      expectProblem(await rawPost(Buffer.from('{}'), { 'Content-Encoding': 'gzip' }), 400, 'body.malformed');
    });

    it.each([
      ['text/plain'],
      ['application/x-www-form-urlencoded'],
      ['multipart/form-data; boundary=x'],
      ['application/xml'],
      ['application/jsonp'],
      ['application/json; charset=utf-16'],
      ['application/json; charset=nonsense'],
      [''],
    ])('of another type are 415: %s', async (type) => {
      expectProblem(await send('{"limit":5}', { 'Content-Type': type }), 415, 'body.unsupported_type');
    });

    it('may say application/json in any case and with charset=utf-8', async () => {
      expect((await send('{"limit":5}', { 'Content-Type': 'Application/JSON;charset=UTF-8' })).status).toBe(
        200,
      );
    });

    it('that are not UTF-8 are 400', async () => {
      expectProblem(
        await rawPost(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
        400,
        'body.malformed',
      );
    });

    it('of no length are no body', async () => {
      expect((await send('')).status).toBe(200);
    });

    it('with a GET follow the same rules', async () => {
      expectProblem(await api.ask('GET', PASSINGS, { body: '{' }), 400, 'body.malformed');
      const typed = { body: '{}', headers: { 'Content-Type': 'text/plain' } };
      expectProblem(await api.ask('GET', PASSINGS, typed), 415, 'body.unsupported_type');
    });

    async function rawPost(body: Buffer, headers: Record<string, string> = {}): Promise<Answer> {
      const response = await checkedFetch(`http://127.0.0.1:${api.port}${PASSINGS}`, {
        method: 'POST',
        headers: { 'x-api-key': KEY, 'x-api-secret': SECRET, 'Content-Type': 'application/json', ...headers },
        body: new Uint8Array(body),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text,
        body: JSON.parse(text) as Record<string, unknown>,
      };
    }
  });

  describe('routes', () => {
    it.each([
      ['/api/v1/nothing'],
      ['/api/v1'],
      ['/api/v1/'],
      ['/nothing'],
      ['/api/v1/passings/5'],
      ['/docs/nothing'],
      ['/health'],
    ])('that are not there are 404: %s', async (path) => {
      const answer = await api.ask('GET', path);
      if (path.startsWith('/docs')) expect([answer.status, answer.body.code]).toEqual([404, 404]);
      else expectProblem(answer, 404, 'route.unknown');
    });

    it.each([
      ['DELETE', PASSINGS, 'GET, HEAD, POST'],
      ['PUT', PASSINGS, 'GET, HEAD, POST'],
      ['PATCH', `${PASSINGS}?limit=5`, 'GET, HEAD, POST'],
      ['OPTIONS', PASSINGS, 'GET, HEAD, POST'],
      ['TRACE', PASSINGS, 'GET, HEAD, POST'],
      ['POST', '/api/v1/transponders/active', 'GET, HEAD'],
      ['POST', '/health/live', 'GET, HEAD'],
      ['POST', '/openapi.json', 'GET, HEAD'],
      ['POST', '/docs', 'GET, HEAD'],
    ])('that have other methods are 405 and say which: %s %s', async (method, path, allow) => {
      const answer = await api.ask(method, path);
      expect([answer.status, answer.headers.allow, answer.body.code]).toEqual([405, allow, 405]);
      if (!path.startsWith('/docs')) expectProblem(answer, 405, 'route.method_not_allowed');
    });

    it('answer HEAD as GET, without the body', async () => {
      const answer = await api.ask('HEAD', PASSINGS);
      expect([answer.status, answer.text]).toEqual([200, '']);
    });

    it('that cannot be decoded are 400', async () => {
      expectProblem(await api.ask('GET', '/api/v1/decoders/%E0%A4%A'), 400, 'request.malformed');
      expectProblem(await api.ask('GET', '/api/v1/%E0%A4%A'), 400, 'request.malformed');
    });
  });

  it('keeps answers out of caches, and says nothing of what it is made with', async () => {
    const { headers } = await api.ask('GET', PASSINGS);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(Object.keys(headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(x-powered-by|etag|access-control-.*)$/)]),
    );
  });

  describe('faults below requests', () => {
    const bodyOf = (text: string) =>
      JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;

    it.each([
      ['no HTTP', 'nonsense\r\n\r\n', 400, 'http.malformed'],
      ['an unknown method', 'FOO / HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'http.malformed'],
      [
        'two lengths',
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
        400,
        'http.malformed',
      ],
      [
        'large headers',
        `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
        431,
        'http.headers_too_large',
      ],
      [
        'an expectation of something else',
        'GET / HTTP/1.1\r\nHost: x\r\nExpect: cake\r\nConnection: close\r\n\r\n',
        417,
        'http.expectation_failed',
      ],
      ['no Host', 'GET /health/live HTTP/1.1\r\n\r\n', 400, 'http.host_missing'],
      [
        'no Host beside the absolute form',
        'GET http://x/health/live HTTP/1.1\r\n\r\n',
        400,
        'http.host_missing',
      ],
      ['two Hosts', 'GET /health/live HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n', 400, 'http.host_repeated'],
      ['a Host that is none', 'GET /health/live HTTP/1.1\r\nHost: x/y\r\n\r\n', 400, 'http.host_invalid'],
      [
        'a body of no Host',
        `POST ${PASSINGS} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
        400,
        'http.host_missing',
      ],
      [
        'chunks with large extensions',
        `POST ${PASSINGS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
          `Transfer-Encoding: chunked\r\n\r\n2;${'x'.repeat(20_000)}\r\n`,
        413,
        'http.chunk_extensions_too_large',
      ],
      ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505, 'http.version_not_supported'],
      ['a version that is none', 'GET / HTTP/1.7\r\nHost: x\r\n\r\n', 400, 'http.malformed'],
      ['an address with a space', 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'http.malformed'],
      ['a header that is none', 'GET / HTTP/1.1\r\nHost: x\r\nX y: z\r\n\r\n', 400, 'http.malformed'],
      [
        'a length that is none',
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n',
        400,
        'http.malformed',
      ],
      ['TLS where there is none', '\x16\x03\x01\0\0', 400, 'http.malformed'],
      ['CONNECT', 'CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n', 405, 'route.method_not_allowed'],
      [
        'an address of no path',
        'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
        404,
        'route.unknown',
      ],
    ])('are answered in the same shape: %s', async (_, sent, status, reason) => {
      const received = await api.raw(sent);
      expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      const body = bodyOf(received);
      expect(Object.keys(body)).toEqual(['error', 'message', 'code', 'timestamp', 'details']);
      expect(body).toMatchObject({ code: status, details: { reason } });
    });

    it.each([
      ['the absolute form', '/health/live', 'HTTP/1.1\r\nHost: y'],
      ['the absolute form of HTTP/1.0', '/health/live', 'HTTP/1.0'],
      ['the absolute form of an address under the prefix', '/api/v1/health/live', 'HTTP/1.1\r\nHost: x'],
    ])('are none: %s is answered like the other', async (_, path, version) => {
      const bodiesOfBoth = [];
      for (const target of [path, `http://x:8080${path}`]) {
        const received = await api.raw(`GET ${target} ${version}\r\nConnection: close\r\n\r\n`);
        expect(received).toMatch(/^HTTP\/1\.1 200 /);
        bodiesOfBoth.push(bodyOf(received));
      }
      expect(bodiesOfBoth[1]).toEqual(bodiesOfBoth[0]);
    });

    it.each(['http://', 'https://?x', 'ftp://x/health/live', 'http:', 'x://'])(
      'are answered in the same shape where %s is asked for',
      async (target) => {
        const received = await api.raw(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
        expect(received).toMatch(/^HTTP\/1\.1 40[04] /);
        expect(Object.keys(bodyOf(received))).toEqual(['error', 'message', 'code', 'timestamp', 'details']);
      },
    );

    it('are none: the absolute form reaches routes with credentials and a query, and unknown ones', async () => {
      const headers = `Host: x\r\nx-api-key: ${KEY}\r\nx-api-secret: ${SECRET}\r\nConnection: close`;
      const asked = (path: string) => api.raw(`GET http://x${path} HTTP/1.1\r\n${headers}\r\n\r\n`);
      expect(bodyOf(await asked(`${PASSINGS}?limit=5`))).toMatchObject({ count: 0 });
      expect(bodyOf(await asked(`${PASSINGS}?limit=0`))).toMatchObject({ code: 400 });
      expect(bodyOf(await asked('/api/v1/nothing'))).toMatchObject({ code: 404 });
    });
  });
});

describe('HTTP time-outs', () => {
  it.each([
    ['headers that do not end', 'GET / HTTP/1.1\r\nHost: x\r\n'],
    [
      'a body that does not end',
      `POST ${PASSINGS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{`,
    ],
  ])('%s are answered 408', async (_, sent) => {
    const hurry = { headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 50 };
    const api = await startTestApi({
      beforeListen: (app) => Object.assign(app.getHttpServer(), hurry),
    });
    const received = await api.raw(sent);
    await api.stop();
    expect(received).toMatch(/^HTTP\/1\.1 408 /);
    expect(received).toContain('"reason":"http.timeout"');
  });

  it('are 10 s for headers and 15 s for all of a request', async () => {
    const api = await startTestApi();
    const { headersTimeout, requestTimeout } = api.app.getHttpServer();
    await api.stop();
    expect({ headersTimeout, requestTimeout }).toEqual({ headersTimeout: 10_000, requestTimeout: 15_000 });
  });
});

describe('faults of ours', () => {
  it('say nothing of the inside, and give the id that the log has', async () => {
    class Broken extends NaivePassingsRepository {
      override find(): Promise<PassingsPage> {
        return Promise.reject(new Error('the inside'));
      }
    }
    const api = await startTestApi({ repository: new Broken() });
    const logged: string[] = [];
    api.app.useLogger({
      log: () => undefined,
      warn: () => undefined,
      error: (...all: unknown[]) => logged.push(all.join(' ')),
    });
    const answer = await api.ask('GET', PASSINGS);
    await api.stop();
    const { request_id: requestId } = expectProblem(answer, 500, 'server.unexpected');
    expect(answer.text).not.toContain('inside');
    const line = logged.find((each) => each.includes(String(requestId)));
    expect(line).toContain('the inside');
    expect(line).toContain('at '); // the stack
  });

  it('of the storage are 503 and say when to come back', async () => {
    const api = await startTestApi({ repository: null });
    const asked = [
      await api.ask('GET', PASSINGS),
      await api.ask('POST', '/api/v1/transponders/sessions'),
      await api.ask('GET', '/api/v1/transponders/active'),
    ];
    await api.stop();
    for (const answer of asked) {
      expectProblem(answer, 503, 'storage.unavailable');
      expect(answer.headers['retry-after']).toBe('1');
    }
  });
});
