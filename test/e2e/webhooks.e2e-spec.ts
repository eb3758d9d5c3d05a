import { jest } from '@jest/globals';
import { Sites } from '#passings';
import type { Records } from '../../apps/gateway/src/access/accounts/records.js';
import { WEBHOOKS } from '../../apps/gateway/src/api/webhooks/receivers/webhook.js';
import { Clock, SystemClock } from '../../apps/gateway/src/platform/clock/clock.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { checkSignature, WebhookReceiver } from '../support/webhook-receiver.js';
import {
  type Answer,
  badFields,
  expectProblem,
  passing,
  startTestApi,
  storeNumbers,
  type TestApi,
} from './api.fixture.js';
import { until } from './gateway.fixture.js';

const DAY_S = 86_400;

function never(): never {
  throw new Error('there is no delivery');
}

describe('webhooks', () => {
  let api: TestApi;
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    api = await startApi({ COACHLINK_WEBHOOK_LOCAL: 'on' });
  });
  afterEach(async () => {
    await api.stop();
    await receiver.stop();
  });

  // Receivers compare the time of a delivery with their own.
  const startApi = (environment: Readonly<Record<string, string>>): Promise<TestApi> =>
    startTestApi({
      environment,
      override: (building) => building.overrideProvider(Clock).useValue(new SystemClock()),
    });
  const post = (path: string, body: object = {}): Promise<Answer> =>
    api.ask('POST', `/api/v1/webhooks${path}`, { body });
  const add = async (more: object = {}): Promise<{ id: string; secret: string }> => {
    const { status, body } = await post('', { name: 'Results', url: receiver.url, ...more });
    expect(status).toBe(201);
    return body as { id: string; secret: string };
  };
  const shown = async (id: string): Promise<Answer['body']> =>
    (await api.ask('GET', `/api/v1/webhooks/${id}`)).body;
  const change = (id: string, body: object): Promise<Answer> =>
    api.ask('PATCH', `/api/v1/webhooks/${id}`, { body });
  const store = (...numbers: number[]): Promise<void> => storeNumbers(api, numbers);
  const numbersTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

  describe('deliver', () => {
    it('what is stored from now on, signed, as rows of the feed with the cursor behind them', async () => {
      await store(1);
      const { id, secret } = await add();
      await store(2, 3);
      await receiver.until(({ numbers }) => numbers.length === 2);
      const [delivery = never()] = receiver.deliveries;
      expect(delivery).toMatchObject({ type: 'passings', data: { count: 2 } });
      expect(Object.keys(delivery.data)).toEqual(['passings', 'count', 'cursor']);
      const feed = await api.ask('GET', '/api/v1/passings/feed');
      expect(delivery.passings).toEqual((feed.body.passings as object[]).slice(1));
      expect(delivery.data.cursor).toBe(feed.body.cursor);
      expect(delivery.headers['content-type']).toBe('application/json');
      checkSignature(secret, delivery);
      expect(() => {
        checkSignature(secret, { ...delivery, body: `${delivery.body} ` });
      }).toThrow('No matching signature');
      await until(
        'the cursor is noted',
        async () => (await shown(id)).cursor === feed.body.cursor || undefined,
      );
      expect(await shown(id)).toMatchObject({ state: 'active', trouble: null, failures: 0 });
    });

    it('from a cursor, and from the oldest', async () => {
      await store(...numbersTo(1200));
      await add({ after: 'oldest' });
      await receiver.until(({ numbers }) => numbers.length === 1200);
      expect(receiver.deliveries.map(({ passings }) => passings.length)).toEqual([500, 500, 200]);
      expect(receiver.numbers).toEqual(numbersTo(1200));
      const cursor = receiver.deliveries[1]?.data.cursor;
      await add({ after: cursor });
      await receiver.until(({ deliveries }) => deliveries.length === 4);
      expect(receiver.deliveries[3]?.passings.length).toBe(200);
    });

    it('what the filter matches, and note how far the search is', async () => {
      await add({ loop_id: 2, decoder_id: 'x2_decoder_1' });
      await store(1, 2, 3, 4);
      await store(5);
      await receiver.until(({ numbers }) => numbers.length >= 1);
      await until('both came', () => receiver.numbers.length === 3 || undefined);
      expect(receiver.numbers).toEqual([1, 3, 5]);
    });

    it('one after the other, each again under the same id until it is answered with 2xx', async () => {
      let fails = 2;
      receiver.answer = () => (fails-- > 0 ? { status: 503 } : { status: 200 });
      const { id } = await add();
      await store(1);
      await receiver.until(({ deliveries }) => deliveries.length === 1);
      await until('it fails', async () => (await shown(id)).state === 'failing' || undefined);
      expect(await shown(id)).toMatchObject({ trouble: 'answered 503', failures: 1 });
      await store(2);
      await receiver.until(({ numbers }) => numbers.length === 2);
      expect(receiver.deliveries.map(({ passings }) => passings.map((row) => row.passing_number))).toEqual([
        [1],
        [1],
        [1],
        [2],
      ]);
      expect(new Set(receiver.deliveries.slice(0, 3).map((each) => each.id)).size).toBe(1);
      expect(receiver.mostUnderWay).toBe(1);
      await until('it is active', async () => (await shown(id)).state === 'active' || undefined);
    });

    it('nothing to one that answers 410, until it goes on', async () => {
      receiver.answer = () => ({ status: 410 });
      const { id } = await add();
      await store(1);
      await until('it is paused', async () => (await shown(id)).state === 'paused' || undefined);
      expect((await shown(id)).trouble).toBe('answered 410: it wants no more deliveries');
      receiver.answer = () => ({ status: 204 });
      expect((await change(id, { paused: false })).body).toMatchObject({ state: 'active', trouble: null });
      await receiver.until(({ deliveries }) => deliveries.length === 2);
      expect(receiver.numbers).toEqual([1]);
    });

    it('nothing while paused, and then all of it', async () => {
      const { id } = await add();
      expect((await change(id, { paused: true })).body.state).toBe('paused');
      await store(1);
      await until('the pause is seen', async () => (await shown(id)).state === 'paused' || undefined);
      await change(id, { paused: false, name: 'Others' });
      await receiver.until(({ numbers }) => numbers.length === 1);
      expect(await shown(id)).toMatchObject({ name: 'Others' });
    });

    it('to the others, while one does not answer', async () => {
      const silent = await WebhookReceiver.start();
      silent.held = new Promise(() => undefined);
      await add({ url: silent.url });
      await add();
      await store(1, 2, 3);
      await receiver.until(({ numbers }) => numbers.length === 3);
      await silent.stop();
    });

    it('nothing along a redirection', async () => {
      const other = await WebhookReceiver.start();
      receiver.answer = () => ({ status: 302, headers: { location: other.url } });
      const { id } = await add();
      await store(1);
      await until('it fails', async () => (await shown(id)).state === 'failing' || undefined);
      expect((await shown(id)).trouble).toContain(`sends on to ${other.url}, which is not followed`);
      expect(other.deliveries).toEqual([]);
      await other.stop();
    });
  });

  describe('have secrets', () => {
    it('of which two are good while they change', async () => {
      const { id, secret } = await add();
      const rotated = await post(`/${id}/rotate`);
      const next = String(rotated.body.secret);
      expect(next).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      const endsInS = (Date.parse(String(rotated.body.old_secret_ends_at)) - Date.now()) / 1000;
      expect(Math.abs(endsInS - DAY_S)).toBeLessThan(60);
      await post(`/${id}/test`);
      await post(`/${id}/rotate`, { overlap_seconds: 0 });
      await post(`/${id}/test`);
      const [first = never(), second = never()] = receiver.deliveries;
      for (const each of [secret, next]) checkSignature(each, first);
      expect(() => {
        checkSignature(next, second);
      }).toThrow('No matching signature');
    });

    it('that are shown once, and kept sealed', async () => {
      const { id, secret } = await add();
      const text = [
        JSON.stringify(await shown(id)),
        (await api.ask('GET', '/api/v1/webhooks')).text,
        (await api.ask('GET', '/api/v1/admin/audit')).text,
      ].join('');
      expect(text).toContain(id);
      expect(text).not.toContain(secret);
      expect(text).not.toMatch(/whsec_|sealed/);
    });
  });

  describe('are tried out', () => {
    it('with a signed delivery without passings', async () => {
      const { id, secret } = await add();
      const { body } = await post(`/${id}/test`);
      expect(body).toMatchObject({ success: true, delivered: true, status_code: 204, trouble: null });
      const [delivery = never()] = receiver.deliveries;
      expect(delivery).toMatchObject({ type: 'test', data: {} });
      checkSignature(secret, delivery);
    });

    it('with an outcome in words', async () => {
      const { id } = await add();
      receiver.answer = () => undefined;
      expect((await post(`/${id}/test`)).body).toMatchObject({
        delivered: false,
        status_code: null,
        trouble: 'the receiver closed the connection without an answer (ECONNRESET)',
      });
      const { id: closed } = await add({ url: 'http://127.0.0.1:1/' });
      expect((await post(`/${closed}/test`)).body).toMatchObject({
        trouble: 'nothing listens at this address and port (ECONNREFUSED)',
      });
    });

    it('once at a time', async () => {
      const { id } = await add();
      let answer = (): void => undefined;
      receiver.held = new Promise((resolve) => {
        answer = resolve;
      });
      const tests = [post(`/${id}/test`), post(`/${id}/test`)];
      await Promise.race(tests);
      answer();
      const both = await Promise.all(tests);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    });
  });

  it('refuse what is no receiver', async () => {
    for (const url of ['ftp://a.example/', 'a', 'https://user:secret@a.example/', 'https://a.example/#b'])
      expect(badFields(await post('', { name: 'x', url }))).toEqual(['url']);
    expect(badFields(await post('', { name: 'x' }))).toEqual(['url']);
    expectProblem(
      await post('', { name: 'x', url: receiver.url, after: 'naive.9' }),
      410,
      'feed.unknown_cursor',
    );
    expectProblem(await post('/webhook_0/test'), 404, 'webhook.unknown');
  });

  it('are not written over where somebody else changes them at the same moment', async () => {
    const { id } = await add();
    const records: Pick<Records<unknown>, 'change'> = api.app.get(WEBHOOKS, { strict: false });
    const race = jest.spyOn(records, 'change').mockResolvedValueOnce(false);
    expectProblem(await change(id, { name: 'Another' }), 409, 'request.changed_meanwhile');
    race.mockRestore();
    expect((await change(id, { name: 'Another' })).status).toBe(200);
  });

  it('are at most twenty', async () => {
    for (let count = 0; count < 20; count++) await add({ name: `Number ${count}` });
    expectProblem(await post('', { name: 'x', url: receiver.url }), 409, 'webhook.too_many');
    const { body } = await api.ask('GET', '/api/v1/webhooks');
    expect(body.count).toBe(20);
    const [first] = body.webhooks as { id: string }[];
    expect((await api.ask('DELETE', `/api/v1/webhooks/${String(first?.id)}`)).status).toBe(200);
    expectProblem(await api.ask('DELETE', `/api/v1/webhooks/${String(first?.id)}`), 404, 'webhook.unknown');
    expect(await shown((await add({ name: undefined })).id)).toMatchObject({
      name: new URL(receiver.url).host,
    });
  });
});

describe('webhooks that may not be on this machine', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.stop());

  it.each([
    'http://127.0.0.1:9/',
    'http://localhost/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://0.0.0.0/',
    'http://[fe80::1]/',
  ])('refuse %s', async (url) => {
    const answer = await api.ask('POST', '/api/v1/webhooks', { body: { name: 'x', url } });
    expect(badFields(answer)).toEqual(['url']);
    expect(answer.text).toContain('COACHLINK_WEBHOOK_LOCAL=on');
  });
});

describe('webhooks of a site with two gateways', () => {
  it('are delivered to by one of them, and by the other when it is gone', async () => {
    const redis = new RedisOnPort(await freePort());
    await redis.start();
    const receiver = await WebhookReceiver.start();
    const start = (): Promise<TestApi> =>
      startTestApi({
        repository: null,
        redisUrl: redis.url,
        environment: { COACHLINK_WEBHOOK_LOCAL: 'on', COACHLINK_JWT_SECRET: 'x'.repeat(40) },
      });
    const [one, other] = [await start(), await start()];
    const kept = other.app.get(Sites, { strict: false }).of('main');
    const passings = (from: number) =>
      [0, 1, 2].map((at) => passing({ passingNumber: from + at, timeUs: 1_707_847_920_000_000 + from + at }));
    await until('credentials are known', async () =>
      (await one.ask('GET', '/api/v1/webhooks')).status === 200 ? true : undefined,
    );
    const made = await one.ask('POST', '/api/v1/webhooks', { body: { url: receiver.url } });
    expect(made.status).toBe(201);
    await kept.store(passings(1));
    await receiver.until(({ numbers }) => numbers.length === 3);
    const [turn] = await Promise.all([redis.call('GET', 'cl:{main}:webhooks:turn'), one.stop()]);
    await kept.store(passings(4));
    await receiver.until(({ numbers }) => numbers.length === 6);
    expect(receiver.numbers).toEqual([1, 2, 3, 4, 5, 6]);
    expect(receiver.deliveries.length).toBe(new Set(receiver.deliveries.map(({ id }) => id)).size);
    expect(await redis.call('GET', 'cl:{main}:webhooks:turn')).not.toBe(turn);
    await other.stop();
    await receiver.stop();
    await redis.remove();
  });
});
