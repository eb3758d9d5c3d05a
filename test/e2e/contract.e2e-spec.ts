import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { makeSecret } from '../../apps/gateway/src/access/auth/secrets/secret-text.js';
import type { ProblemBody } from '../../apps/gateway/src/platform/problems/problem-answer.js';
import { findRedisServer, PrivateRedis } from '#redis';
import { openapi, type Operation, operations } from '../contract/document.js';
import { exampleRequest } from '../contract/example-request.js';
import {
  type Answer,
  type Asking,
  expectProblem,
  startTestApi,
  type TestApi,
  type TestApiParts,
} from './api.fixture.js';
import { until } from './gateway.fixture.js';
import { knowingEverybody } from './guards.fixture.js';

const NO_CREDENTIALS = { 'x-api-key': [], 'x-api-secret': [] };
const SOME_LOGIN = {
  ...NO_CREDENTIALS,
  'X-Device-ID': 'some-device',
  'X-Device-Secret': 'some-secret',
  Authorization: 'Bearer some.token.text',
};
/** A well-formed key that is not registered: a malformed one is refused without a look-up. */
const SOME_KEY = { 'x-api-key': makeSecret('clk'), 'x-api-secret': makeSecret('cls') };

type Row = readonly [name: string, operation: Operation];
const rows = (which: (operation: Operation) => boolean): Row[] =>
  operations.filter(which).map((operation) => [`${operation.method} ${operation.path}`, operation]);
const documenting = (status: number): Row[] => rows(({ responses }) => responses[status] !== undefined);
const isClosed = ({ security }: Operation): boolean => security.length > 0;

/** Sends the request of the operation's examples. `ask` itself checks every answer against the document. */
function askExample(api: TestApi, operation: Operation, asking: Asking = {}): Promise<Answer> {
  const { method, address, body } = exampleRequest(operation);
  return api.ask(method, address, { ...(body === undefined ? {} : { body }), ...asking });
}

/** The GET operations: HEAD is the same without the body. */
const gets = rows(({ method }) => method === 'GET');
/** Headers that change by themselves, or belong to the sending of a body. */
const OF_THE_MOMENT = ['date', 'content-length', 'transfer-encoding', 'connection', 'keep-alive'];

async function expectHeadAsGet(api: TestApi, address: string, asking: Asking = {}): Promise<number> {
  const got = await api.ask('GET', address, asking);
  const head = await api.ask('HEAD', address, asking);
  const lasting = ({ headers }: Answer) =>
    Object.entries(headers).filter(([name]) => !OF_THE_MOMENT.includes(name));
  expect({ status: head.status, text: head.text, headers: lasting(head) }).toEqual({
    status: got.status,
    text: '',
    headers: lasting(got),
  });
  expect('content-length' in head.headers).toBe('content-length' in got.headers);
  return head.status;
}

/** Starts one API for all tests of a group. */
function apiWith(parts: () => TestApiParts | Promise<TestApiParts>): () => TestApi {
  let api: TestApi | undefined;
  beforeAll(async () => {
    api = await startTestApi(await parts());
  });
  afterAll(() => api?.stop());
  return () => api ?? fail();
}

function fail(): never {
  throw new Error('the API was not started');
}

// Covers every operation of the document: a new one needs no new line.
describe('every operation', () => {
  describe('without credentials', () => {
    const api = apiWith(() => ({}));

    it.each(rows(isClosed))('%s is 401 where it is closed', async (_, operation) => {
      const answer = await askExample(api(), operation, { headers: NO_CREDENTIALS });
      expectProblem(answer, 401, 'auth.invalid_credentials');
    });

    it.each(gets)('%s answers HEAD as GET', async (_, operation) => {
      await expectHeadAsGet(api(), exampleRequest(operation).address, { headers: NO_CREDENTIALS });
    });

    it.each(rows((operation) => !isClosed(operation)))(
      '%s is open where it says so',
      async (_, operation) => {
        const { status } = await askExample(api(), operation, { headers: NO_CREDENTIALS });
        expect([401, 403]).not.toContain(status);
      },
    );
  });

  describe('with credentials that may do nothing', () => {
    const api = apiWith(() => ({ override: knowingEverybody([]) }));

    it.each(documenting(403))('%s is 403', async (_, operation) => {
      const { details } = operation.responses[403]?.content?.['application/json']?.example as ProblemBody;
      expect(['auth.scope_missing', 'auth.role_missing']).toContain(details.reason);
      expectProblem(await askExample(api(), operation), 403, String(details.reason));
    });

    it.each(gets)('%s answers HEAD as GET', async (_, operation) => {
      await expectHeadAsGet(api(), exampleRequest(operation).address);
    });
  });

  describe('given what it does not take', () => {
    const api = apiWith(() => ({ override: knowingEverybody() }));

    it.each(documenting(413))('%s is 413 for a large body', async (_, operation) => {
      const body = JSON.stringify({ x: 'x'.repeat(100_000) });
      expectProblem(await askExample(api(), operation, { body }), 413, 'body.too_large');
    });

    it.each(documenting(415))('%s is 415 for another type', async (_, operation) => {
      const asking = { body: 'x', headers: { 'Content-Type': 'text/plain' } };
      expectProblem(await askExample(api(), operation, asking), 415, 'body.unsupported_type');
    });

    it.each(rows(({ requestBody }) => requestBody !== undefined))(
      '%s is 400 for a body that is no JSON, no object, or has a field that it does not know',
      async (_, operation) => {
        expectProblem(await askExample(api(), operation, { body: '{' }), 400, 'body.malformed');
        expect((await askExample(api(), operation, { body: '[]' })).status).toBe(400);
        const { body } = exampleRequest(operation);
        const details = expectProblem(
          await askExample(api(), operation, { body: { ...body, not_known: 1 } }),
          400,
          'request.invalid',
        );
        expect((details.fields as { field: string }[]).map(({ field }) => field)).toContain('not_known');
      },
    );

    it.each(rows(() => true))(
      '%s is 400 for a name in the query string that it does not know',
      async (_, operation) => {
        const { method, address } = exampleRequest(operation);
        const joint = address.includes('?') ? '&' : '?';
        expectProblem(await api().ask(method, `${address}${joint}not_known=1`), 400, 'request.invalid');
      },
    );

    it.each(rows(({ requestBody }) => requestBody === undefined))(
      '%s is 400 for a body with a field, but not for an empty one',
      async (_, operation) => {
        const { method, address } = exampleRequest(operation);
        const given = await api().ask(method, address, { body: { not_known: 1 } });
        expectProblem(given, 400, 'request.invalid');
        expect((await api().ask(method, address, { body: {} })).status).not.toBe(400);
      },
    );
  });

  describe('with HEAD in the place of GET', () => {
    const api = apiWith(() => ({ override: knowingEverybody() }));

    it.each(gets)('%s is the same without the body, also with all that it takes', async (_, operation) => {
      const { address } = exampleRequest(operation);
      await expectHeadAsGet(api(), address);
      for (const { name, schema, example } of (operation.parameters ?? []).filter(
        ({ in: place }) => place === 'query',
      )) {
        const value = encodeURIComponent(String(example ?? schema.example ?? schema.minimum));
        await expectHeadAsGet(api(), `${address}?${name}=${value}`);
      }
      expect(await expectHeadAsGet(api(), `${address}?not_known=1`)).toBe(400);
    });
  });

  describe('that fails inside', () => {
    const broken = {
      intercept: (): never => {
        throw new Error('the inside');
      },
    };
    @Module({ providers: [{ provide: APP_INTERCEPTOR, useValue: broken }] })
    class Broken {}
    const api = apiWith(() => ({ override: knowingEverybody(), modules: [Broken] }));

    it.each(documenting(500))('%s is 500, and says nothing of the inside', async (_, operation) => {
      const answer = await askExample(api(), operation);
      expectProblem(answer, 500, 'server.unexpected');
      expect(answer.text).not.toContain('inside');
    });
  });

  describe('while there is nothing behind it: no Redis, no decoder', () => {
    const api = apiWith(() => ({ override: knowingEverybody(), repository: null }));

    const guarded = apiWith(() => ({ repository: null }));

    it.each(documenting(503))('%s is 503, or cannot look up who asks', async (_, operation) => {
      const known = await askExample(api(), operation);
      const unknown = await askExample(guarded(), operation, { headers: SOME_LOGIN });
      const unknownKey = await askExample(guarded(), operation, { headers: SOME_KEY });
      expect([known.status, unknown.status, unknownKey.status]).toContain(503);
    });

    it.each(gets)('%s answers HEAD as GET', async (_, operation) => {
      await expectHeadAsGet(api(), exampleRequest(operation).address);
    });

    it.each(rows(({ responses }) => responses[503] === undefined))('%s is not 5xx', async (_, operation) => {
      expect((await askExample(api(), operation)).status).toBeLessThan(500);
    });
  });

  describe('on an empty store', () => {
    let dataDir: string;
    let redis: PrivateRedis;
    const api = apiWith(async () => {
      const server = findRedisServer(process.env.PATH ?? '');
      if (server === undefined) throw new Error('there is no Redis server on the PATH');
      dataDir = await mkdtemp(join(tmpdir(), 'coachlink-contract-'));
      redis = new PrivateRedis({ server, dataDir, onProgress: () => undefined });
      await redis.start();
      return { override: knowingEverybody(), repository: null, redisUrl: redis.url };
    });
    afterAll(async () => {
      await redis.stop();
      await rm(dataDir, { recursive: true });
    });

    it.each(documenting(404))('%s is 404', async (_, operation) => {
      const answer = await until('Redis is connected', async () => {
        const asked = await askExample(api(), operation);
        return asked.status === 503 ? undefined : asked;
      });
      expect(answer.status).toBe(404);
    });

    it.each(gets)('%s answers HEAD as GET', async (_, operation) => {
      await expectHeadAsGet(api(), exampleRequest(operation).address);
    });
  });
});

describe('every path', () => {
  const api = apiWith(() => ({}));
  const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

  it.each(Object.keys(openapi.paths))('%s is 405 for the methods that it does not have', async (path) => {
    const taken = operations
      .filter((operation) => operation.path === path)
      .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : method));
    const [first] = operations.filter((operation) => operation.path === path);
    const { address } = exampleRequest(first ?? fail());
    for (const method of METHODS.filter((each) => !taken.includes(each))) {
      const answer = await api().ask(method, address);
      if (method === 'HEAD') expect(answer).toMatchObject({ status: 405, text: '' });
      else expectProblem(answer, 405, 'route.method_not_allowed');
      expect(answer.headers.allow?.split(', ')).toEqual(expect.arrayContaining(taken));
    }
  });

  it.each([
    '/',
    '/docs',
    '/docs/',
    '/docs/swagger-ui.css',
    '/openapi.json',
    '/openapi.yaml',
    '/metrics',
    '/nothing',
  ])('%s answers HEAD as GET', async (path) => {
    await expectHeadAsGet(api(), path);
  });
});
