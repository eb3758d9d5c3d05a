import { type RunningDecoder, type RunningSimulator, startSimulator } from '#simulator';
import { HostClock } from '#decoder';
import { SteadyTime } from '../../apps/gateway/src/platform/clock/steady-time.js';
import { Features } from '../../apps/gateway/src/access/license/features.js';
import { RetentionService } from '../../apps/gateway/src/intake/retention/retention.service.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { startTestApi, type TestApi } from './api.fixture.js';
import { SwitchableFeatures } from './decoders.fixture.js';
import { until } from './gateway.fixture.js';
import { knowingEverybody } from './guards.fixture.js';

const DAY_MS = 86_400_000;
const COUNT = 40;

type Body = Readonly<Record<string, unknown>>;

describe('retention of a decoder that still has what is old', () => {
  let redis: RedisOnPort;
  let simulator: RunningSimulator;
  let decoder: RunningDecoder;
  let api: TestApi | undefined;
  /** Step of the machine's clock, and time that passed beyond that of the test. */
  let [setByMs, goneMs] = [0, 0];

  beforeAll(async () => {
    redis = new RedisOnPort(await freePort());
    await redis.start();
    simulator = await startSimulator({ riders: 0, statusPeriodMs: 100 });
    simulator.stopRiding();
    const [first] = simulator.decoders;
    if (first === undefined) throw new Error('no decoder');
    decoder = first;
  });
  afterAll(async () => {
    await api?.stop();
    await simulator.close();
    await redis.remove();
  });

  const start = async (): Promise<void> => {
    api = await startTestApi({
      repository: null,
      redisUrl: redis.url,
      environment: {
        COACHLINK_DECODERS: `finish=p3+tcp://127.0.0.1:${simulator.port}`,
        COACHLINK_RETENTION_DAYS: '30',
      },
      override: (building) => {
        knowingEverybody()(building);
        building.overrideProvider(Features).useValue(new SwitchableFeatures());
        const nowMs = (): number => Date.now() + goneMs + setByMs;
        building.overrideProvider(HostClock).useValue({ nowUs: () => nowMs() * 1000 });
        building.overrideProvider(SteadyTime).useValue({ nowMs: () => performance.now() + goneMs });
      },
    });
    await until('the ledger is held against the decoder', async () =>
      (await ask('GET', '/decoders/finish/completeness')).state === 'complete' ? true : undefined,
    );
  };
  const ask = async (method: 'GET' | 'POST', path: string, body?: object): Promise<Body> => {
    const answer = await api?.ask(method, `/api/v1${path}`, body === undefined ? {} : { body });
    expect(answer?.status).toBe(200);
    return answer?.body as Body;
  };
  const keptCount = async (): Promise<number> => {
    const window = { start_time_ms: 0, end_time_ms: Date.now() + 1000 * DAY_MS, limit: 10_000 };
    return ((await ask('POST', '/passings', window)).passings as unknown[]).length;
  };
  const run = async (): Promise<void> => {
    await api?.app.get(RetentionService).forgetOld();
  };
  const reasons = async (): Promise<string> =>
    ((await ask('GET', '/device/status')).reasons as string[]).join('\n');
  const metrics = async (): Promise<string> =>
    (await fetch(`http://127.0.0.1:${api?.port ?? 0}/metrics`)).text();
  const audit = async (): Promise<unknown> => {
    const { results } = await ask('POST', '/commands/audit', { commands: ['402'], decoder_id: 'finish' });
    return (results as { response: unknown }[])[0]?.response;
  };

  it('drops nothing by a clock that was set, waits before it drops much, and has nothing of it sent again', async () => {
    await start();
    const startUs = Date.now() * 1000 - COUNT * 1000;
    for (let each = 0; each < COUNT; each++)
      decoder.decoder.report({ timeUs: startUs + each * 1000, transponder: 1000, strength: 90, hits: 20 });
    await until('all are kept', async () => ((await keptCount()) === COUNT ? true : undefined));

    setByMs = 800 * DAY_MS;
    await run();
    expect(await keptCount()).toBe(COUNT);
    expect(await reasons()).toContain('the clock of this machine was set forward by 800 days');
    expect(await metrics()).toContain('coachlink_retention_waiting 1');
    setByMs = 0;
    await run();
    expect(await reasons()).not.toContain('dropped');

    goneMs += 40 * DAY_MS;
    await run();
    expect(await keptCount()).toBe(COUNT);
    expect(await reasons()).toContain(`About ${COUNT} of ${COUNT} passings are older than 30 days`);
    await api?.stop();
    await start();
    expect(await reasons()).toContain(`About ${COUNT} of ${COUNT} passings are older than 30 days`);

    goneMs += DAY_MS;
    await run();
    expect(await keptCount()).toBe(0);
    expect(await reasons()).not.toContain('dropped');
    const figures = await metrics();
    expect(figures).toContain('coachlink_retention_waiting 0');
    expect(figures).toContain(`coachlink_retention_dropped_passings_total ${COUNT}`);
    expect(figures).toMatch(/^coachlink_retention_dropped_until_seconds 1[0-9.e+]+$/m);

    const lastMs = Math.floor((startUs + (COUNT - 1) * 1000) / 1000);
    const told = { state: 'complete', dropped_until_number: COUNT, dropped_until: lastMs, missing: 0 };
    expect(await ask('GET', '/decoders/finish/completeness')).toMatchObject(told);
    expect(await audit()).toMatchObject({ until_number: COUNT, missing: 0, recovered: 0, requests: 0 });
    await api?.stop();
    await start();
    const again = await ask('GET', '/decoders/finish/completeness');
    expect(again).toMatchObject(told);
    expect(again.summary).toContain(`Dropped because of their age: passings until number ${COUNT}, of `);
    expect(await audit()).toMatchObject({ until_number: COUNT, missing: 0, recovered: 0, requests: 0 });
    // After each restart only the newest passing is requested, to recognise the decoder.
    for (const { fromNumber, untilNumber } of decoder.decoder.resends.all())
      expect([fromNumber, untilNumber]).toEqual([COUNT, COUNT]);
    expect(await keptCount()).toBe(0);
  }, 60_000);
});
