import { jest } from '@jest/globals';
import { ApiKeyStore } from '../../apps/gateway/src/access/auth/api-key/api-key.store.js';
import { SecretDigest } from '../../apps/gateway/src/access/auth/secrets/secret-digest.js';
import { badFields, expectProblem, SECRET, startTestApi } from './api.fixture.js';
import { DECODERS, DecodersTrial, SwitchableFeatures } from './decoders.fixture.js';
import { Features } from '../../apps/gateway/src/access/license/features.js';
import { until } from './gateway.fixture.js';

jest.setTimeout(60_000);

const STORED = 'cl:{main}:decoders';
const NOWHERE = 'p3+tcp://127.0.0.1:1?loop=1';

describe('decoders, changed while running', () => {
  let trial: DecodersTrial;

  beforeEach(async () => {
    trial = await DecodersTrial.start();
  });
  afterEach(() => trial.stop());

  it('adds one: its passings arrive, and nothing else changes', async () => {
    const simulator = await trial.simulator({ riders: 20, speed: 60 });
    const added = await trial.add('finish', simulator.url);
    expect([added.status, added.body]).toEqual([
      201,
      expect.objectContaining({
        decoder_id: 'finish',
        url: simulator.url,
        configured_by: 'api',
        kind: 'p3_decoder',
        licensed: true,
        license_reason: 'granted',
        last_error: null,
      }),
    ]);
    await until('passings', async () => ((await trial.passingsOf('finish')).length > 10 ? true : undefined));
    expect(await trial.connected('finish')).toMatchObject({ connects: 1 });
    expect(await trial.ids()).toEqual(['finish']);
  });

  it('gives one another URL: the one link is closed, the other opened, and a same URL leaves it alone', async () => {
    const [before, after] = [await trial.simulator(), await trial.simulator({ riders: 20, speed: 60 })];
    await trial.add('finish', before.url);
    const { state_since } = await trial.connected('finish');
    const same = await trial.ask('PATCH', '/finish', { url: before.url.replace('?loop=1', '') });
    expect([same.status, same.body.state_since, same.body.connects]).toEqual([200, state_since, 1]);

    const changed = await trial.ask('PATCH', '/finish', { url: after.url });
    expect([changed.status, changed.body.url]).toEqual([200, after.url]);
    await before.untilClients(0);
    await trial.connected('finish');
    await until('passings', async () => ((await trial.passingsOf('finish')).length > 10 ? true : undefined));
    expect(after.clients).toBe(1);
  });

  it('does not take the clock of another decoder for that of this one', async () => {
    const right = await trial.simulator();
    const early = await trial.simulator({ loops: [{ metres: 0, clockOffsetMs: 400 }] });
    const offsetUs = async (): Promise<number> => {
      const { clock } = await trial.viewWhen('finish', 'knows its clock', (view) => {
        return (view.clock as { offset_us: number | null }).offset_us !== null;
      });
      return (clock as { offset_us: number }).offset_us;
    };
    await trial.add('finish', right.url);
    expect(Math.round((await offsetUs()) / 200_000) * 200).toBeCloseTo(0);
    await trial.ask('PATCH', '/finish', { url: early.url });
    expect(Math.round((await offsetUs()) / 200_000) * 200).toBe(-400);
  });

  it('removes one: its link is closed, and all that was received of it is stored and stays', async () => {
    const simulator = await trial.simulator();
    await trial.add('finish', simulator.url);
    const { records } = await trial.connected('finish');
    await simulator.untilClients(1);
    simulator.report(700);
    await trial.viewWhen('finish', 'has all', (view) => view.records >= records + 700);
    const removed = await trial.ask('DELETE', '/finish');
    expect([removed.status, removed.body]).toEqual([
      200,
      { success: true, message: 'Decoder finish is removed; its passings stay.' },
    ]);
    expect(await trial.passingsOf('finish')).toEqual(Array.from({ length: 700 }, (_, index) => index + 1));
    await simulator.untilClients(0);
    expect(await trial.ids()).toEqual([]);
    expectProblem(await trial.ask('GET', '/finish'), 404, 'decoder.unknown');
    expectProblem(await trial.ask('DELETE', '/finish'), 404, 'decoder.unknown');
  });

  it('keeps them beyond a restart', async () => {
    const simulator = await trial.simulator();
    await trial.add('finish', NOWHERE);
    await trial.add('gone', NOWHERE);
    await trial.ask('PATCH', '/finish', { url: `${simulator.url}&clock=rtc` });
    await trial.ask('DELETE', '/gone');
    await trial.restart();
    expect(await trial.connected('finish')).toMatchObject({
      url: `${simulator.url}&clock=rtc`,
      configured_by: 'api',
    });
    expect(await trial.ids()).toEqual(['finish']);
  });

  it('leaves those of the environment to the environment, which wins', async () => {
    const simulator = await trial.simulator();
    await trial.add('finish', simulator.url);
    await trial.restart({ COACHLINK_DECODERS: `finish=${NOWHERE}` });
    await until('the stored ones are read', async () =>
      (await trial.ask('GET', '/nobody')).status === 404 ? true : undefined,
    );
    expect(await trial.view('finish')).toMatchObject({ url: NOWHERE, configured_by: 'environment' });
    const reason = 'decoder.configured_by_environment';
    expectProblem(await trial.ask('PATCH', '/finish', { url: simulator.url }), 409, reason);
    expectProblem(await trial.ask('DELETE', '/finish'), 409, reason);
    expectProblem(await trial.add('finish', simulator.url), 409, 'decoder.exists');
    await trial.restart();
    expect(await trial.connected('finish')).toMatchObject({ url: simulator.url, configured_by: 'api' });
  });

  it('reads past what is stored and is no decoder', async () => {
    await trial.add('finish', NOWHERE);
    for (const [id, text] of [
      ['a', 'no JSON'],
      ['b', 'null'],
      ['c', '{"url":"p99+tcp://h"}'],
      ['-', `{"url":"${NOWHERE}"}`],
    ] as const)
      await trial.redis.call('HSET', STORED, id, text);
    await trial.restart();
    await trial.viewWhen('finish', 'is there', ({ state }) => typeof state === 'string');
    expect(await trial.ids()).toEqual(['finish']);
  });

  it('ends in one state when changes of one id race: what runs, what is stored and what is connected agree', async () => {
    const [one, other] = [await trial.simulator(), await trial.simulator()];
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all([
        trial.ask('DELETE', '/finish'),
        trial.add('finish', one.url),
        trial.ask('PATCH', '/finish', { url: other.url }),
        trial.ask('DELETE', '/finish'),
        trial.add('finish', other.url),
        trial.add('finish', one.url),
        trial.ask('PATCH', '/finish', { url: one.url }),
        ...(round % 2 === 0 ? [trial.ask('DELETE', '/finish')] : []),
      ]);
      for (const { status } of answers) expect([200, 201, 404, 409]).toContain(status);
      const kept = await trial.redis.call('HGET', STORED, 'finish');
      const running = await trial.ask('GET', '/finish');
      const url = running.status === 200 ? String(running.body.url) : undefined;
      expect(kept).toBe(url === undefined ? 'null' : JSON.stringify({ url }));
      if (url !== undefined) await trial.connected('finish');
      await one.untilClients(url === one.url ? 1 : 0);
      await other.untilClients(url === other.url ? 1 : 0);
    }
    const ids = await trial.ids();
    await trial.restart();
    for (const id of ids) await trial.connected(id);
    expect(await trial.ids()).toEqual(ids);
  });

  it('are in the audit trail, with the URL of before and after', async () => {
    const [one, other] = [await trial.simulator(), await trial.simulator()];
    await trial.add('finish', one.url);
    await trial.ask('PATCH', '/finish', { url: other.url });
    await trial.ask('PATCH', '/finish', { url: other.url });
    await trial.ask('DELETE', '/finish');
    const { body } = await trial.api.ask('GET', '/api/v1/admin/audit?limit=3');
    const [before, after] = [{ url: one.url }, { url: other.url }];
    const what = { kind: 'decoder', id: 'finish', name: null };
    expect(body.entries).toMatchObject([
      { operation: 'removeDecoder', what, changed: [], before: after, after: null },
      { operation: 'changeDecoder', what, changed: ['url'], before, after },
      { operation: 'addDecoder', what, changed: [], before: null, after: before },
    ]);
  });

  it('waits for a store that is away at the start, and does not say meanwhile that there is no such decoder', async () => {
    const simulator = await trial.simulator();
    await trial.add('finish', simulator.url);
    await trial.stopGateway();
    trial.redis.signal('SIGSTOP');
    await trial.restartAtOnce({ COACHLINK_DECODERS: `fixed=${simulator.url}` });
    expect(await trial.ids()).toEqual(['fixed']);
    const answer = await trial.ask('GET', '/finish');
    expectProblem(answer, 503, 'storage.unavailable');
    expect(answer.headers['retry-after']).toBe('1');
    trial.redis.signal('SIGCONT');
    await trial.connected('finish');
    await trial.connected('fixed');
  });

  it('runs what the store has, where a change was not answered for', async () => {
    const simulator = await trial.simulator();
    trial.redis.signal('SIGSTOP');
    const added = await trial.add('finish', simulator.url);
    // The change is not even sent: the site's decoders, which another gateway may have changed, are read first.
    expectProblem(added, 503, 'storage.unavailable');
    trial.redis.signal('SIGCONT');
    await until('the answer is certain', async () =>
      (await trial.ask('GET', '/nobody')).status === 404 ? true : undefined,
    );
    const kept = await trial.redis.call('HEXISTS', STORED, 'finish');
    expect(await trial.ids()).toEqual(kept === '1' ? ['finish'] : []);
  });
});

describe('decoders, changed wrongly', () => {
  it.each([
    ['POST', '', {}, ['decoder_id', 'url']],
    ['POST', '', { decoder_id: 'a' }, ['url']],
    ['POST', '', { decoder_id: '-a', url: 'p99+tcp://h' }, ['decoder_id', 'url']],
    ['POST', '', { decoder_id: 'a'.repeat(65), url: NOWHERE }, ['decoder_id']],
    ['POST', '', { decoder_id: 5, url: 5 }, ['decoder_id', 'url']],
    ['POST', '', { decoder_id: null, url: null }, ['decoder_id', 'url']],
    ['POST', '', { decoder_id: 'a', url: `p3+serial:///${'x'.repeat(512)}` }, ['url']],
    ['POST', '', { decoder_id: 'a', url: 'p3+serial:///dev/a b' }, ['url']],
    ['POST', '', { decoder_id: 'a', url: NOWHERE, loop: 1 }, ['loop']],
    ['POST', '?url=x', { decoder_id: 'a', url: NOWHERE }, ['url']],
    ['PATCH', '/fixed', {}, ['url']],
    ['PATCH', '/fixed', { url: NOWHERE, decoder_id: 'a' }, ['decoder_id']],
    ['PATCH', `/fixed?url=${NOWHERE}`, {}, ['url']],
  ])('%s %s %j is 400 and names the fields', async (method, path, body, fields) => {
    const api = await startTestApi({ environment: { COACHLINK_DECODERS: `fixed=${NOWHERE}` } });
    const answer = await api.ask(method, `${DECODERS}${path}`, { body });
    await api.stop();
    expect(badFields(answer)).toEqual(fields);
  });

  it('says what is wrong with a URL in the words of whoever reads it, and repeats no password', async () => {
    const api = await startTestApi();
    const messageFor = async (url: string): Promise<string> =>
      String((await api.ask('POST', DECODERS, { body: { decoder_id: 'a', url } })).body.message);
    expect(await messageFor('p3+tcp://h?lop=1')).toBe(
      'The request is not valid: url cannot be: parameter lop is not known: there are loop, loops, clock, backfill, kind, record.',
    );
    expect(await messageFor('p3+tcp://user:hunter2@h')).not.toContain('hunter2');
    await api.stop();
  });

  it('has at most 256', async () => {
    const features = new SwitchableFeatures();
    features.set('p3_decoder', 'missing');
    const many = Array.from({ length: 255 }, (_, index) => `d${index}=${NOWHERE}`).join(',');
    const api = await startTestApi({
      environment: { COACHLINK_DECODERS: many },
      override: (building) => building.overrideProvider(Features).useValue(features),
    });
    const add = (decoder_id: string) => api.ask('POST', DECODERS, { body: { decoder_id, url: NOWHERE } });
    expect((await add('last')).status).toBe(201);
    expectProblem(await add('one-more'), 409, 'decoder.too_many');
    expect((await api.ask('DELETE', `${DECODERS}/last`)).status).toBe(200);
    expect((await add('one-more')).status).toBe(201);
    await api.stop();
  });

  it('asks for the scope admin', async () => {
    const api = await startTestApi({
      beforeListen: (app) => {
        const digest = app.get(SecretDigest, { strict: false });
        const keys = app.get(ApiKeyStore, { strict: false });
        const scopes = new Set(['passings:read'] as const);
        keys.recent = () => ({ id: 'reader', scopes, secretDigests: [digest.of(SECRET)] });
      },
    });
    expect((await api.ask('GET', DECODERS)).status).toBe(200);
    for (const [method, path] of [
      ['POST', ''],
      ['PATCH', '/a'],
      ['DELETE', '/a'],
    ] as const) {
      const details = expectProblem(await api.ask(method, `${DECODERS}${path}`), 403, 'auth.scope_missing');
      expect(details.scope).toBe('admin');
    }
    await api.stop();
  });
});
