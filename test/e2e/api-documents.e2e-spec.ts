import { readFileSync } from 'node:fs';
import { type RunningSimulator, startSimulator } from '#simulator';
import { expectProblem, startTestApi, type TestApi } from './api.fixture.js';
import { Features } from '../../apps/gateway/src/access/license/features.js';
import { SwitchableFeatures } from './decoders.fixture.js';
import { until } from './gateway.fixture.js';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly enum?: readonly unknown[];
  readonly example?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters: readonly { readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly examples?: object }>> };
  readonly responses: Readonly<Record<string, Answer & { readonly $ref?: string }>>;
}

interface Answer {
  readonly content?: Readonly<Record<string, { schema: Schema }>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Answer | undefined>>;
  };
}

describe('documents', () => {
  let api: TestApi;
  let document: Document;
  /** A decoder for the commands. */
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await startSimulator({ riders: 0 });
    api = await startTestApi({
      environment: {
        COACHLINK_DEMO: 'on',
        COACHLINK_DECODERS: `simulated=p3+tcp://127.0.0.1:${simulator.port}`,
      },
      override: (building) => building.overrideProvider(Features).useValue(new SwitchableFeatures()),
    });
    await until('the decoder is connected', async () =>
      (await api.ask('GET', '/api/v1/decoders/simulated')).body.state === 'connected' ? true : undefined,
    );
    document = (await api.ask('GET', '/openapi.json')).body as unknown as Document;
  });
  afterAll(async () => {
    await api.stop();
    await simulator.close();
  });

  const operations = (): [string, Operation][] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [
        `${method} ${path}`,
        operation,
      ]),
    );

  it('openapi.json is the committed one', () => {
    expect(document).toEqual(JSON.parse(readFileSync('openapi.json', 'utf8')));
  });

  it('is OpenAPI 3.1, in JSON and in YAML, with an operation for each route', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations().map(([route]) => route)).toEqual(
      expect.arrayContaining([
        'get /api/v1/passings',
        'post /api/v1/passings',
        'get /api/v1/transponders/sessions',
        'post /api/v1/transponders/sessions',
        'get /api/v1/transponders/active',
        'get /health/live',
        'get /health/ready',
      ]),
    );
    const yaml = await api.ask('GET', '/openapi.yaml');
    expect(yaml.headers['content-type']).toContain('text/yaml');
    expect(yaml.text).toMatch(/^openapi: 3\.1\.0$/m);
  });

  /** Returns the answer that a reference names: one that several operations give stands once. */
  const standing = (answer: Answer & { readonly $ref?: string }): Answer => {
    const name = answer.$ref?.replace('#/components/responses/', '');
    return (name === undefined ? answer : document.components.responses[name]) ?? {};
  };

  it('writes an error that several operations answer once', () => {
    const own = operations().flatMap(([, { responses }]) =>
      Object.entries(responses).filter(([status, { $ref }]) => status >= '400' && $ref === undefined),
    );
    const texts = own.map(([, answer]) => JSON.stringify(answer));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('every operation says what it does, has its own id, and a schema for each answer', () => {
    const all = operations();
    expect(new Set(all.map(([, { operationId }]) => operationId)).size).toBe(all.length);
    for (const [route, { summary, responses }] of all) {
      expect([route, summary?.length]).not.toEqual([route, 0]);
      for (const [status, answer] of Object.entries(responses)) {
        const { content } = standing(answer);
        if (status === '304') {
          expect([route, content]).toEqual([route, undefined]);
          continue;
        }
        const schema = (content?.['application/json'] ?? content?.['text/event-stream'])?.schema;
        expect([route, status, typeof schema]).toEqual([route, status, 'object']);
        if (Number(status) >= 400) expect(schema?.$ref).toBe('#/components/schemas/ProblemResponse');
      }
    }
  });

  it('a route under the prefix asks for all headers of a family at once, and documents 401', () => {
    const families = [
      { ApiKey: [], ApiSecret: [] },
      { DeviceId: [], DeviceSecret: [] },
      { DeviceId: [], DeviceSecret: [], Bearer: [] },
    ];
    for (const [route, { security = [], responses }] of operations()) {
      if (!route.includes('/api/v1/')) continue;
      expect([route, security.length]).not.toEqual([route, 0]);
      for (const family of security) expect(families).toContainEqual(family);
      const statuses = Object.keys(responses);
      expect(statuses).toEqual(expect.arrayContaining(['401', '500']));
      expect(statuses.filter((status) => status < '300')).toHaveLength(1);
    }
  });

  it('every input has a limit', () => {
    const isLimited = ({ type, maximum, maxLength, enum: choices }: Schema): boolean =>
      type === 'boolean' || maximum !== undefined || maxLength !== undefined || choices !== undefined;
    for (const [route, { parameters }] of operations()) {
      for (const { name, schema } of parameters)
        expect([route, name, isLimited(schema)]).toEqual([route, name, true]);
    }
    for (const name of ['PassingsCriteria', 'SessionsCriteria', 'DecoderInput', 'DecoderChangeInput']) {
      const { properties } = document.components.schemas[name] ?? {};
      for (const [field, schema] of Object.entries(properties ?? {})) {
        expect([name, field, isLimited(schema)]).toEqual([name, field, true]);
      }
    }
  });

  it('every example of a body works, those that make something first', async () => {
    const makingFirst = operations().toSorted(
      ([, a], [, b]) => Number('201' in b.responses) - Number('201' in a.responses),
    );
    for (const [route, { security = [], requestBody, parameters, responses }] of makingFirst) {
      // Operations of a login are tried in a browser.
      if (requestBody === undefined || !security.some((family) => 'ApiKey' in family)) continue;
      const [method = '', template = ''] = route.split(' ');
      const path = parameters.reduce(
        (text, { name, schema }) => text.replace(`{${name}}`, schema.example ?? ''),
        template,
      );
      const success = Number(Object.keys(responses).find((status) => status < '300'));
      const examples = Object.values(requestBody.content['application/json']?.examples ?? {}) as {
        value: object;
      }[];
      expect(examples.length).toBeGreaterThan(0);
      for (const { value } of examples) {
        expect([route, value, (await api.ask(method.toUpperCase(), path, { body: value })).status]).toEqual([
          route,
          value,
          success,
        ]);
      }
    }
  });

  it('Swagger UI is served whole from here', async () => {
    const page = await api.ask('GET', '/docs');
    expect(page.headers['content-type']).toContain('text/html');
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) {
      const url = new URL(address, `http://127.0.0.1:${api.port}/docs`);
      expect(url.port).toBe(String(api.port));
      expect([address, (await api.ask('GET', url.pathname)).status]).toEqual([address, 200]);
    }
    expect((await api.ask('GET', '/docs/swagger-ui-init.js')).text).not.toContain('persistAuthorization');
  });

  it('are under the prefix too', async () => {
    for (const path of ['/docs', '/docs/swagger-ui.css', '/openapi.json', '/openapi.yaml', '/health/live']) {
      expect([path, (await api.ask('GET', `/api/v1${path}`)).status]).toEqual([path, 200]);
    }
    expectProblem(await api.ask('POST', '/api/v1/health/live'), 405, 'route.method_not_allowed');
  });
});

describe('health', () => {
  it('is live without Redis, and not ready, saying what is wrong', async () => {
    const api = await startTestApi({ repository: null });
    const live = await api.ask('GET', '/health/live');
    const ready = await api.ask('GET', '/health/ready');
    await api.stop();
    expect([live.status, live.body]).toEqual([200, { status: 'live' }]);
    const details = expectProblem(ready, 503, 'health.not_ready');
    expect(details.checks).toEqual({ redis: 'down', ingest: 'ok', timing: 'ok' });
    expect(ready.headers['retry-after']).toBe('1');
  });

  const redisUrl = process.env.COACHLINK_TEST_REDIS_URL;
  (redisUrl === undefined ? it.skip : it)('is ready with Redis (COACHLINK_TEST_REDIS_URL)', async () => {
    const api = await startTestApi({ repository: null, redisUrl: redisUrl ?? '' });
    let ready = await api.ask('GET', '/health/ready');
    const deadline = performance.now() + 10_000;
    while (ready.status !== 200 && performance.now() < deadline)
      ready = await api.ask('GET', '/health/ready');
    await api.stop();
    const checks = { redis: 'ok', ingest: 'ok', timing: 'ok' };
    expect([ready.status, ready.body]).toEqual([
      200,
      { status: 'ready', checks, details: { checks, messages: [] } },
    ]);
  });
});
