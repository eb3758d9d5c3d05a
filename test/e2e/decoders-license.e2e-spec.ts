import { jest } from '@jest/globals';
import { expectProblem } from './api.fixture.js';
import { DecodersTrial, type View } from './decoders.fixture.js';
import { until } from './gateway.fixture.js';

jest.setTimeout(60_000);

const ACTIVATE = /p3_decoder.*POST \/api\/v1\/license\/activate/;

describe('the licence in front of decoders', () => {
  let trial: DecodersTrial;

  beforeEach(async () => {
    trial = await DecodersTrial.start();
  });
  afterEach(() => trial.stop());

  const goesOn = async (id: string): Promise<View> => {
    const { records } = await trial.view(id);
    return trial.viewWhen(id, 'goes on', (view) => view.records > records + 3);
  };

  it('connects with it, disconnects without it, and connects again, all while running', async () => {
    const simulator = await trial.simulator();
    trial.features.set('p3_decoder', 'missing');
    const added = await trial.add('finish', simulator.url);
    expect([added.status, added.body]).toEqual([
      201,
      expect.objectContaining({
        state: 'unlicensed',
        last_error: expect.stringMatching(ACTIVATE) as string,
        licensed: false,
        license_reason: 'missing',
        connects: 0,
      }),
    ]);
    for (let connects = 1; connects <= 2; connects++) {
      trial.features.set('p3_decoder', 'granted');
      expect(await trial.connected('finish')).toMatchObject({
        connects,
        last_error: null,
        licensed: true,
        license_reason: 'granted',
      });
      await simulator.untilClients(1);
      await goesOn('finish');
      trial.features.set('p3_decoder', 'missing');
      expect((await trial.unlicensed('finish')).last_error).toMatch(ACTIVATE);
      await simulator.untilClients(0);
    }
  });

  it('that ran out leaves a link alone as long as it lives, and opens none', async () => {
    const simulator = await trial.simulator();
    await trial.add('finish', simulator.url);
    await trial.connected('finish');
    trial.features.set('p3_decoder', 'lapsed');
    const lapsed = await trial.viewWhen('finish', 'has lapsed', (view) => view.license_reason === 'lapsed');
    expect(lapsed).toMatchObject({ state: 'connected', licensed: false, last_error: null });
    await goesOn('finish');

    await trial.add('new', simulator.url);
    expect(await trial.view('new')).toMatchObject({ state: 'unlicensed', connects: 0 });
    simulator.cut();
    const cut = await trial.unlicensed('finish');
    expect(cut).toMatchObject({ connects: 1, last_error: expect.stringMatching(ACTIVATE) as string });
    await simulator.untilClients(0);

    trial.features.set('p3_decoder', 'granted');
    expect(await trial.connected('finish')).toMatchObject({ connects: 2 });
    expect(await trial.connected('new')).toMatchObject({ connects: 1 });
  });

  it('that ran out ends a try to connect, and a restart does not begin anew', async () => {
    await trial.add('finish', 'p3+tcp://127.0.0.1:1');
    await trial.viewWhen('finish', 'has tried', ({ last_error }) => last_error !== null);
    trial.features.set('p3_decoder', 'lapsed');
    await trial.unlicensed('finish');
    const simulator = await trial.simulator();
    await trial.ask('PATCH', '/finish', { url: simulator.url });
    expect(await trial.view('finish')).toMatchObject({ state: 'unlicensed', url: simulator.url });
    await trial.restart({ COACHLINK_DECODERS: `fixed=${simulator.url}` });
    for (const id of ['finish', 'fixed']) expect(await trial.unlicensed(id)).toMatchObject({ connects: 0 });
    expect(simulator.clients).toBe(0);
  });

  it('is asked for by kind', async () => {
    const simulator = await trial.simulator();
    trial.features.set('p3_decoder', 'missing');
    await trial.add('p3', simulator.url);
    await trial.add('x2', `${simulator.url}&kind=x2_decoder`);
    expect(await trial.connected('x2')).toMatchObject({ kind: 'x2_decoder' });
    trial.features.set('x2_decoder', 'missing');
    trial.features.set('p3_decoder', 'granted');
    await trial.connected('p3');
    expect((await trial.unlicensed('x2')).last_error).toContain('x2_decoder');
  });

  it('is not taken from a running decoder by another URL, unless that is forced', async () => {
    const simulator = await trial.simulator();
    const asX2 = { url: `${simulator.url}&kind=x2_decoder` };
    trial.features.set('x2_decoder', 'missing');
    await trial.add('finish', simulator.url);
    await trial.connected('finish');
    const refused = await trial.ask('PATCH', '/finish', asX2);
    expect(expectProblem(refused, 409, 'would_stop_timing')).toMatchObject({
      decoders: ['finish'],
      features: ['x2_decoder'],
    });
    expect(refused.body.message).toMatch(/finish.*x2_decoder.*force=true/);
    expect((await trial.ask('PATCH', '/finish?force=false', asX2)).status).toBe(409);
    expect(await trial.view('finish')).toMatchObject({ state: 'connected', connects: 1, kind: 'p3_decoder' });

    expect((await trial.ask('PATCH', '/finish?force=true', asX2)).status).toBe(200);
    await trial.unlicensed('finish');
    expect((await trial.ask('PATCH', '/finish', { url: `${asX2.url}&clock=rtc` })).status).toBe(200);
  });

  it('that ran out keeps the link that is open: another URL would close it for good', async () => {
    const simulator = await trial.simulator();
    const changed = { url: `${simulator.url}&clock=rtc` };
    await trial.add('finish', simulator.url);
    await trial.connected('finish');
    trial.features.set('p3_decoder', 'lapsed');
    await until('it is known', async () =>
      (await trial.view('finish')).license_reason === 'lapsed' ? true : undefined,
    );
    expectProblem(await trial.ask('PATCH', '/finish', changed), 409, 'would_stop_timing');
    expect((await trial.ask('PATCH', '/finish', { url: simulator.url })).status).toBe(200);
    expect(await trial.view('finish')).toMatchObject({ state: 'connected', connects: 1 });
    expect((await trial.ask('PATCH', '/finish', { ...changed, force: true })).status).toBe(200);
    await trial.unlicensed('finish');
  });
});
