import { type RunningSimulator, startSimulator } from '#simulator';
import { Features } from '../../apps/gateway/src/access/license/features.js';
import { type Answer, expectProblem, startTestApi, type TestApi } from './api.fixture.js';
import { SwitchableFeatures } from './decoders.fixture.js';
import { until } from './gateway.fixture.js';

const UNREACHABLE = 'p3+tcp://127.0.0.1:1';

describe('readiness, where decoders are not connected', () => {
  const features = new SwitchableFeatures();
  let simulator: RunningSimulator;
  let api: TestApi;

  beforeAll(async () => {
    simulator = await startSimulator({ riders: 0 });
  });
  afterAll(() => simulator.close());
  beforeEach(() => {
    features.set('p3_decoder', 'granted');
  });
  afterEach(() => api.stop());

  const connectable = (id: string): string => `${id}=p3+tcp://127.0.0.1:${simulator.port}`;
  async function start(decoders: readonly string[], needsDecoder?: 'on' | 'off'): Promise<void> {
    api = await startTestApi({
      environment: {
        COACHLINK_DECODERS: decoders.join(','),
        ...(needsDecoder === undefined ? {} : { COACHLINK_READY_NEEDS_DECODER: needsDecoder }),
      },
      override: (building) => building.overrideProvider(Features).useValue(features),
    });
  }
  const ready = (): Promise<Answer> => api.ask('GET', '/health/ready');
  const checksOf = ({ body }: Answer): unknown =>
    (body.details as { checks?: unknown } | undefined)?.checks ?? body.checks;
  const readyWith = (timing: string): Promise<Answer> =>
    until(`timing is ${timing}`, async () => {
      const answer = await ready();
      const checks = checksOf(answer) as { redis: string; timing?: string };
      return checks.redis === 'ok' && checks.timing === timing ? answer : undefined;
    });

  it('is ok while all are connected, and where there are none', async () => {
    await start([connectable('finish'), connectable('back')], 'on');
    const checks = { redis: 'ok', ingest: 'ok', timing: 'ok' };
    const whole = { status: 'ready', checks, details: { checks, messages: [] } };
    expect((await readyWith('ok')).body).toEqual(whole);
    await api.stop();
    await start([], 'on');
    expect((await readyWith('ok')).body).toEqual(whole);
  });

  it('is degraded where one of several or all of them are missing, and ready all the same', async () => {
    await start([connectable('finish'), `back=${UNREACHABLE}`]);
    const one = await until('one is connected', async () => {
      const answer = await readyWith('degraded');
      const { messages } = answer.body.details as { messages: string[] };
      return messages[0]?.startsWith('1 of 2') ? answer : undefined;
    });
    expect(one.status).toBe(200);
    expect(one.body).toMatchObject({
      status: 'ready',
      details: {
        messages: [
          '1 of 2 decoders is not connected, so that its passings wait there or are missed. ' +
            'GET /api/v1/decoders says which and why.',
        ],
      },
    });
    // Health does not tell names and addresses of decoders, which its readers may not know.
    expect(one.text).not.toMatch(/back|127\.0\.0\.1/);
    features.set('p3_decoder', 'missing');
    const none = await until('none is connected', async () => {
      const answer = await readyWith('degraded');
      const { messages } = answer.body.details as { messages: string[] };
      return messages[0]?.startsWith('None of 2') ? answer : undefined;
    });
    expect(none.status).toBe(200);
  });

  it.each([
    ['several', ['finish', 'back']],
    ['one', ['finish']],
  ])('is 503 where none of %s is connected, and that is asked for', async (_, ids) => {
    await start(ids.map(connectable), 'on');
    await readyWith('ok');
    features.set('p3_decoder', 'missing');
    const answer = await readyWith('none_connected');
    const details = expectProblem(answer, 503, 'health.not_ready');
    expect(details.checks).toEqual({ redis: 'ok', ingest: 'ok', timing: 'none_connected' });
    expect(answer.body.message).toMatch(/^Not ready\. .*GET \/api\/v1\/decoders/);
    features.set('p3_decoder', 'granted');
    expect((await readyWith('ok')).status).toBe(200);
  });

  it('is ready where one of several is connected, even where a decoder is asked for', async () => {
    await start([connectable('finish'), `back=${UNREACHABLE}`], 'on');
    expect((await readyWith('degraded')).status).toBe(200);
  });
});
