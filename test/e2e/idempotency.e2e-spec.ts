import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { API_KEYS, DEVICES } from '../../apps/gateway/src/access/accounts/accounts.js';
import type { Records } from '../../apps/gateway/src/access/accounts/records.js';
import { KeptAnswers } from '../../apps/gateway/src/access/idempotency/kept-answers.js';
import { LicenseStore } from '../../apps/gateway/src/access/license/license-store.js';
import { WEBHOOKS } from '../../apps/gateway/src/api/webhooks/receivers/webhook.js';
import { UnconfirmedWrite } from '../../apps/gateway/src/platform/storage/storage-trouble.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { Accounts, NO_PAIR } from './accounts.fixture.js';
import { type Answer, badFields, expectProblem, startTestApi, type TestApi } from './api.fixture.js';
import { until } from './gateway.fixture.js';

const DAY_MS = 86_400_000;

let redis: RedisOnPort;
let api: TestApi;
let accounts: Accounts;
beforeAll(async () => {
  redis = new RedisOnPort(await freePort());
  await redis.start();
  api = await startTestApi({ repository: null, redisUrl: redis.url });
  accounts = new Accounts(api);
  await until('the gateway is ready', async () =>
    (await api.ask('GET', '/health/ready')).status === 200 ? true : undefined,
  );
});
afterAll(async () => {
  await api.stop();
  await redis.remove();
});

type Sender = (path: string, body: object, headers?: object) => Promise<Answer>;
/** Returns a sender that uses one key for all calls. */
const under =
  (key: string | string[] = randomUUID()): Sender =>
  (path, body, headers = {}) =>
    accounts.post(path, body, { 'Idempotency-Key': key, ...headers });

const box = { name: 'A box' };
const scoreboard = { name: 'The scoreboard', scopes: ['passings:read'] };
const results = { name: 'Results', url: 'https://results.example/passings' };
const license = { features: ['p3_decoder'], device_limit: 1, valid_until: '2099-12-31T23:59:59Z' };
const keyId = async (): Promise<string> =>
  String((await accounts.post('/admin/api-keys', scoreboard)).body.id);

interface Held {
  add(...given: never[]): Promise<boolean>;
  change(...given: never[]): Promise<boolean>;
}
/** Each route that makes a secret; its store; and another call of the same route. */
const ROUTES: readonly [
  name: string,
  make: () => Promise<readonly [path: string, body: object, other: object]>,
  store: typeof DEVICES | typeof API_KEYS | typeof WEBHOOKS | typeof LicenseStore,
  writes: keyof Held,
][] = [
  ['registerDevice', () => Promise.resolve(['/admin/devices', box, { name: 'B' }]), DEVICES, 'add'],
  [
    'rotateDevice',
    async () => [`/admin/devices/${(await accounts.device()).id}/rotate`, {}, { overlap_seconds: 5 }],
    DEVICES,
    'change',
  ],
  [
    'createApiKey',
    () => Promise.resolve(['/admin/api-keys', scoreboard, { ...scoreboard, name: 'B' }]),
    API_KEYS,
    'add',
  ],
  [
    'rotateApiKey',
    async () => [`/admin/api-keys/${await keyId()}/rotate`, { overlap_seconds: 5 }, {}],
    API_KEYS,
    'change',
  ],
  [
    'issueLicense',
    () => Promise.resolve(['/admin/licenses', license, { ...license, device_limit: 2 }]),
    LicenseStore,
    'add',
  ],
  ['addWebhook', () => Promise.resolve(['/webhooks', results, { ...results, name: 'B' }]), WEBHOOKS, 'add'],
  [
    'rotateWebhook',
    async () => [
      `/webhooks/${String((await accounts.post('/webhooks', results)).body.id)}/rotate`,
      {},
      { overlap_seconds: 5 },
    ],
    WEBHOOKS,
    'change',
  ],
];

describe.each(ROUTES)('%s under an Idempotency-Key', (_, make, store, writes) => {
  it('gives the same answer again, and does it once', async () => {
    const [path, body] = await make();
    const send = under();
    const entries = async () => (await accounts.get('/admin/audit?limit=1')).body.entries;
    const first = await send(path, body);
    expect(first.status).toBeLessThan(300);
    const noted = await entries();
    for (let retry = 0; retry < 3; retry++) {
      const again = await send(path, Object.fromEntries(Object.entries(body).reverse()));
      expect([again.status, again.text]).toEqual([first.status, first.text]);
    }
    expect(await entries()).toEqual(noted);
    expect((await under()(path, body)).text).not.toBe(first.text);
    expect((await accounts.post(path, body)).text).not.toBe(first.text);
  });

  it('refuses another call, and one that comes while the first is answered', async () => {
    const [path, body, other] = await make();
    const send = under();
    const held: Held = api.app.get(store, { strict: false });
    const real: Held['add'] = held[writes].bind(held);
    let reached: () => void = () => undefined;
    const isReached = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let goOn: () => void = () => undefined;
    const isFree = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const spy = jest.spyOn(held, writes).mockImplementationOnce(async (...given) => {
      reached();
      await isFree;
      return real(...given);
    });
    const first = send(path, body);
    await isReached;
    const meanwhile = await send(path, body);
    expectProblem(meanwhile, 409, 'idempotency.in_progress');
    expect(meanwhile.headers['retry-after']).toBe('1');
    expectProblem(await send(path, other), 422, 'idempotency.other_call');
    goOn();
    const { text } = await first;
    spy.mockRestore();
    expect((await send(path, body)).text).toBe(text);
    expectProblem(await send(path, other), 422, 'idempotency.other_call');
  });
});

describe('an Idempotency-Key', () => {
  it('is that of who sent it: nobody gets the secret of somebody else', async () => {
    const admin = { name: 'another', scopes: ['admin'] };
    const { api_key: key, api_secret: secret } = (await accounts.post('/admin/api-keys', admin)).body;
    const device = await accounts.device();
    const login = await accounts.login(device, (await accounts.user('admin')).email);
    const callers = [{}, { 'x-api-key': key, 'x-api-secret': secret }, { ...NO_PAIR, ...login }];
    const send = under();
    const made = async () => Promise.all(callers.map((each) => send('/admin/devices', box, each)));
    const first = (await made()).map(({ text }) => text);
    expect(new Set(first).size).toBe(3);
    expect((await made()).map(({ text }) => text)).toEqual(first);
    expectProblem(await send('/admin/devices', box, { ...NO_PAIR }), 401, 'auth.invalid_credentials');
  });

  it('belongs to one route', async () => {
    const send = under();
    expect((await send('/admin/devices', box)).status).toBe(201);
    expectProblem(await send('/admin/api-keys', scoreboard), 422, 'idempotency.other_call');
  });

  it('is free again where the call was refused, or may have failed', async () => {
    const send = under();
    expect(badFields(await send('/admin/devices', { name: '' }))).toEqual(['name']);
    const devices: Pick<Records<unknown>, 'add'> = api.app.get(DEVICES, { strict: false });
    const failing = jest.spyOn(devices, 'add').mockRejectedValueOnce(new UnconfirmedWrite('slow'));
    expectProblem(await send('/admin/devices', box), 503, 'storage.unconfirmed');
    failing.mockRestore();
    const { status, text } = await send('/admin/devices', box);
    expect([status, (await send('/admin/devices', box)).text]).toEqual([201, text]);
  });

  it('does not cost a secret where its answer cannot be kept', async () => {
    const kept = api.app.get(KeptAnswers, { strict: false });
    const failing = jest.spyOn(kept, 'keep').mockRejectedValueOnce(new UnconfirmedWrite('slow'));
    expect((await under()('/admin/devices', box)).status).toBe(201);
    failing.mockRestore();
  });

  it('must be one', async () => {
    for (const key of ['', 'x'.repeat(256), 'a b', ['a', 'b']])
      expect(badFields(await under(key)('/admin/devices', box))).toEqual(['Idempotency-Key']);
    expect((await under('x'.repeat(255))('/admin/devices', box)).status).toBe(201);
  });

  it('is kept for a day, with an answer that Redis cannot read, and no key in its name', async () => {
    const key = `key-${randomUUID()}`;
    const { body } = await under(key)('/admin/api-keys', scoreboard);
    const names = await redis.call('KEYS', '*idempotency*');
    expect(names).not.toContain(key);
    let longestMs = 0;
    for (const name of names.split(',')) {
      const text = await redis.call('GET', name);
      for (const secret of [body.api_key, body.api_secret]) expect(text).not.toContain(String(secret));
      longestMs = Math.max(longestMs, Number(await redis.call('PTTL', name)));
    }
    expect(longestMs).toBeGreaterThan(DAY_MS - 600_000);
    expect(longestMs).toBeLessThanOrEqual(DAY_MS);
  });
});
