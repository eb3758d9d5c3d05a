import { readFileSync } from 'node:fs';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { startSimulator, type RunningSimulator } from '#simulator';
import { HostMetrics, type HostSample } from '../../apps/gateway/src/platform/host/host-metrics.js';
import {
  InternetProbe,
  type InternetState,
} from '../../apps/gateway/src/platform/internet/internet-probe.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { DEVICE_STATUS } from '../contract/source-examples.js';
import { Features } from '../../apps/gateway/src/access/license/features.js';
import { Accounts, NO_PAIR } from './accounts.fixture.js';
import { expectProblem, startTestApi, type TestApi } from './api.fixture.js';
import { SwitchableFeatures } from './decoders.fixture.js';
import { shapeOf } from './example-shape.js';
import { until } from './gateway.fixture.js';
import { knowingEverybody } from './guards.fixture.js';
import { MACHINE } from './machine.fixture.js';

const PATH = '/api/v1/device/status';
const SHOWN = DEVICE_STATUS.shows as object;
/** The example of the source document, except for the cloud, which is not built. */
const EXAMPLE = {
  ...SHOWN,
  connectivity: { internet: 'connected', cloud_sync: 'disabled', last_sync: null },
  reasons: [],
};

interface Status extends Readonly<Record<string, unknown>> {
  readonly status: string;
  readonly decoders: { readonly total: number; readonly active: number; readonly connected: number };
  readonly reasons: readonly string[];
}

interface StartParts {
  readonly host?: HostSample | 'this machine';
  readonly guards?: (building: TestingModuleBuilder) => void;
}

describe('device status', () => {
  let redis: RedisOnPort;
  let simulator: RunningSimulator;
  let api: TestApi | undefined;
  let internet: InternetState = 'connected';

  beforeAll(async () => {
    redis = new RedisOnPort(await freePort());
    await redis.start();
    simulator = await startSimulator({ riders: 0, statusPeriodMs: 100 });
    // Without photocell passings: a killed Redis would lose them, which is more than being away.
    simulator.stopRiding();
  });
  afterEach(() => api?.stop());
  afterAll(async () => {
    await simulator.close();
    await redis.remove();
  });

  const features = new SwitchableFeatures();
  const start = async (
    decoders: string,
    { host = MACHINE, guards = knowingEverybody() }: StartParts = {},
  ): Promise<TestApi> => {
    api = await startTestApi({
      repository: null,
      redisUrl: redis.url,
      // Gateways of one site share a secret.
      environment: { COACHLINK_DECODERS: decoders, COACHLINK_JWT_SECRET: 's'.repeat(32) },
      override: (building) => {
        guards(building);
        building.overrideProvider(Features).useValue(features);
        building.overrideProvider(InternetProbe).useValue({ state: () => internet });
        if (host !== 'this machine') building.overrideProvider(HostMetrics).useValue({ latest: () => host });
      },
    });
    return api;
  };
  const ask = async (): Promise<Status> => {
    const answer = await api?.ask('GET', PATH);
    expect(answer?.status).toBe(200);
    return answer?.body as Status;
  };
  const statusWhen = (what: string, condition: (status: Status) => boolean): Promise<Status> =>
    until(what, async () => {
      const status = await ask();
      return condition(status) ? status : undefined;
    });
  const there = (): string => `start=p3+tcp://127.0.0.1:${simulator.port}`;

  it('is online with a decoder that is heard of, in the shape of the document', async () => {
    await start(there());
    const status = await statusWhen(
      'it is online',
      (each) => each.decoders.active === 1 && each.status === 'online',
    );
    expect(shapeOf(status)).toEqual(shapeOf(EXAMPLE));
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(status).toEqual({
      ...EXAMPLE,
      device_id: 'device-of-the-tests',
      uptime_seconds: status.uptime_seconds,
      version,
      decoders: { total: 1, active: 1, connected: 1 },
    });
    expect(Number.isInteger(status.uptime_seconds)).toBe(true);
  });

  it('has figures of this machine, where nobody gives others', async () => {
    await start('', { host: 'this machine' });
    const { hardware } = await ask();
    const { temperature, ...others } = hardware as Record<string, unknown>;
    expect(shapeOf(others)).toEqual([
      ['cpu_usage', 'number'],
      ['memory_usage', 'number'],
      ['disk_usage', 'number'],
    ]);
    expect(temperature === null || typeof temperature === 'number').toBe(true);
  });

  it('is degraded without a decoder, and with a full disk, and says both', async () => {
    await start('', { host: { ...MACHINE, disk: { totalBytes: 1000, usedBytes: 962, freeBytes: 38 } } });
    const { status, reasons } = await statusWhen('Redis is connected', (each) => each.status !== 'offline');
    expect([status, reasons]).toEqual([
      'degraded',
      [
        'No decoder is configured: add one with POST /api/v1/decoders, or in COACHLINK_DECODERS.',
        'The disk is 96.2 % full: make room before it is.',
      ],
    ]);
  });

  it('is degraded with one decoder of two, and offline with none, each with its reason', async () => {
    const gone = `finish=p3+tcp://127.0.0.1:${await freePort()}`;
    await start(`${there()},${gone}`);
    const refused = /^Decoder finish is not connected: 127\.0\.0\.1:\d+: connection refused/;
    const degraded = await statusWhen(
      'one is active and the other refused',
      (each) => each.decoders.active === 1 && each.reasons.some((reason) => refused.test(reason)),
    );
    expect(degraded).toMatchObject({
      status: 'degraded',
      decoders: { total: 2, active: 1, connected: 1 },
      reasons: [expect.stringMatching(refused)],
    });
    await api?.stop();
    await start(gone);
    const offline = await statusWhen(
      'it is refused',
      ({ reasons }) => reasons.length === 1 && refused.test(String(reasons[0])),
    );
    expect(offline).toMatchObject({ status: 'offline', decoders: { total: 1, active: 0, connected: 0 } });
  });

  it('is degraded where one decoder is configured twice, which it says once', async () => {
    await start(`${there()},again=p3+tcp://LOCALHOST:${simulator.port}`);
    const { status, reasons } = await statusWhen('both are active', ({ decoders }) => decoders.active === 2);
    expect([status, reasons]).toEqual([
      'degraded',
      [expect.stringMatching(/^Decoders start and again have the same address .*counts twice/)],
    ]);
  });

  it('tells of the internet as it was found, and is none the worse without', async () => {
    await start(there());
    for (const state of ['unknown', 'disconnected', 'connected'] as const) {
      internet = state;
      const status = await statusWhen('it is online', (each) => each.status === 'online');
      expect(status.connectivity).toEqual({ internet: state, cloud_sync: 'disabled', last_sync: null });
    }
  });

  it('is offline while the storage is away, and online again when it is back', async () => {
    await start(there());
    await statusWhen('it is online', (each) => each.status === 'online');
    await redis.kill();
    const { reasons } = await statusWhen('it is offline', (each) => each.status === 'offline');
    expect(reasons).toEqual([
      expect.stringMatching(/^The storage cannot be reached: passings wait here until/),
    ]);
    await redis.start();
    await statusWhen('it is online again', (each) => each.status === 'online');
  });

  it('says so where the licence of a decoder is missing', async () => {
    features.set('p3_decoder', 'missing');
    await start(there());
    const { status, reasons } = await statusWhen('Redis is connected', (each) => each.reasons.length === 1);
    features.set('p3_decoder', 'granted');
    expect([status, reasons]).toEqual([
      'offline',
      [expect.stringMatching(/^Decoder start: No licence here/)],
    ]);
  });

  it('takes a login and names its device, and nothing less', async () => {
    const running = await start('', { guards: () => undefined });
    const accounts = new Accounts(running);
    const device = await accounts.device();
    const headers = { ...NO_PAIR, ...(await accounts.login(device, (await accounts.user('viewer')).email)) };
    const { status, body } = await accounts.get('/device/status', headers);
    expect([status, body.device_id]).toEqual([200, device.id]);
    for (const less of [{}, { ...NO_PAIR, ...device.headers }, { ...headers, 'X-Device-Secret': 'wrong' }]) {
      expectProblem(await accounts.get('/device/status', less), 401, 'auth.invalid_credentials');
    }
    const unproven = (await accounts.device()).headers;
    await redis.kill();
    // Credentials that were proven stay known; others can be neither right nor wrong now.
    const away = await until('the storage is away', async () => {
      const answer = await accounts.get('/device/status', headers);
      return answer.body.status === 'offline' ? answer : undefined;
    });
    expect(away.body.device_id).toBe(device.id);
    for (const less of [unproven, { 'X-Device-Secret': 'wrong' }, { 'X-Device-ID': 'nobody' }])
      expectProblem(
        await accounts.get('/device/status', { ...headers, ...less }),
        503,
        'storage.unavailable',
      );
    await redis.start();
  });
});
