import { type RunningSimulator, startSimulator } from '#simulator';
import { PassingsRepository } from '#passings';
import { HostMetrics } from '../../apps/gateway/src/platform/host/host-metrics.js';
import * as source from '../contract/source-examples.js';
import { differences, type SourceExample } from '../contract/source-examples.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { NO_PAIR } from './accounts.fixture.js';
import { type Answer, NOW_MS, passing, startTestApi, type TestApi } from './api.fixture.js';
import { until } from './gateway.fixture.js';
import { MACHINE } from './machine.fixture.js';

const DEVICE = 'device_123';
const RIDER = 'HN-25178';

/** A client that knows the source document alone, on a gateway as an administrator leaves it. */
describe('the source document', () => {
  let redis: RedisOnPort;
  let simulator: RunningSimulator;
  let api: TestApi;
  let device: Record<string, string | string[]>;
  let licenseCode: string;
  let login: Record<string, string | string[]>;
  let refreshToken: string;

  const send = (
    { endpoint, body }: Pick<SourceExample, 'endpoint' | 'body'>,
    headers: Readonly<Record<string, string | string[]>> = {},
  ): Promise<Answer> => {
    const [method = '', path = ''] = endpoint.split(' ');
    return api.ask(method, path, { headers, ...(body === undefined ? {} : { body: body as object }) });
  };
  /** Sends the request of an example, and expects its answer. */
  const shown = async (
    example: SourceExample,
    headers: Readonly<Record<string, string | string[]>> = {},
    expected: unknown = example.shows,
  ): Promise<Answer> => {
    const answer = await send(example, headers);
    expect(answer.status).toBe((expected as { code?: number }).code ?? 200);
    expect(differences(expected, answer.body)).toEqual([]);
    return answer;
  };

  beforeAll(async () => {
    redis = new RedisOnPort(await freePort());
    await redis.start();
    simulator = await startSimulator({ riders: 0, statusPeriodMs: 50 });
    api = await startTestApi({
      repository: null,
      redisUrl: redis.url,
      environment: {
        COACHLINK_DECODERS: `x2_decoder_1=p3+tcp://127.0.0.1:${simulator.port}?kind=x2_decoder`,
      },
      override: (building) => building.overrideProvider(HostMetrics).useValue({ latest: () => MACHINE }),
    });
    const admin = async (path: string, body: object): Promise<Answer['body']> => {
      const answer = await send({ endpoint: `POST /api/v1/admin/${path}`, body });
      expect(answer.status).toBe(201);
      return answer.body;
    };
    await until('the gateway is ready', async () =>
      (await api.ask('GET', '/health/ready')).status === 200 ? true : undefined,
    );
    const { device_secret } = await admin('devices', { name: 'A box', device_id: DEVICE });
    device = { ...NO_PAIR, 'X-Device-ID': DEVICE, 'X-Device-Secret': String(device_secret) };
    const names = { first_name: 'John', last_name: 'Doe' };
    await admin('users', { ...(source.LOGIN.body as object), ...names });
    const terms = { features: ['x2_decoder', 'p3_decoder', 'cloud_sync'], device_limit: 5 };
    const { license_code } = await admin('licenses', { ...terms, valid_until: '2025-12-31T23:59:59Z' });
    licenseCode = String(license_code);
    await api.app
      .get(PassingsRepository)
      .store([
        passing(),
        passing({ passingNumber: 2, transponderId: RIDER, timeUs: NOW_MS * 1000 - 60_000_000 }),
      ]);
  }, 30_000);
  afterAll(async () => {
    await api.stop();
    await simulator.close();
    await redis.remove();
  });

  it('login', async () => {
    const { body } = await shown(source.LOGIN, device);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });
    login = { ...device, Authorization: `Bearer ${String(body.access_token)}` };
    refreshToken = String(body.refresh_token);
  });

  it('refresh', async () => {
    const { body } = await shown({ ...source.REFRESH, body: { refresh_token: refreshToken } }, device);
    login = { ...device, Authorization: `Bearer ${String(body.access_token)}` };
  });

  it('license/activate', async () => {
    const { body } = await shown({ ...source.ACTIVATION, body: { license_code: licenseCode } }, login);
    const { license } = source.ACTIVATION.shows as { license: object };
    expect(body).toMatchObject({
      ...(source.ACTIVATION.shows as object),
      license: { ...license, license_code: licenseCode },
    });
  });

  it('license', async () => {
    const { body } = await shown(source.LICENSE, login);
    expect(body).toMatchObject({
      ...(source.LICENSE.shows as object),
      license_code: licenseCode,
      devices_registered: 1,
    });
  });

  it('device/status, but for the cloud, which has not been built', async () => {
    const example = source.DEVICE_STATUS.shows as { connectivity: object; hardware: object };
    const connectivity = { ...example.connectivity, last_sync: null };
    const { body } = await shown(source.DEVICE_STATUS, login, { ...example, connectivity });
    expect(body).toMatchObject({ device_id: DEVICE, hardware: example.hardware });
  });

  it('commands/audit', async () => {
    await until('the decoder is connected', async () => {
      const { body } = await api.ask('GET', '/api/v1/decoders/x2_decoder_1');
      return body.state === 'connected' ? true : undefined;
    });
    const { body } = await shown(source.AUDIT_COMMANDS);
    const results = (body.results as Record<string, unknown>[]).map(({ command, status }) => [
      command,
      status,
    ]);
    expect(results).toEqual([
      ['402', 'executed'],
      ['20', 'executed'],
    ]);
  });

  it('passings, the very row of the document', async () => {
    const { body } = await shown(source.PASSINGS);
    expect(body).toMatchObject(source.PASSINGS.shows as object);
  });

  it('transponders/sessions, its window told three times over', async () => {
    const { body } = await shown(source.SESSIONS);
    expect(body).toMatchObject({ count: 2, start_time_ms: 1_707_847_920_000, end_time_ms: NOW_MS });
  });

  it('transponders/active', async () => {
    const { body } = await shown(source.ACTIVE);
    expect(body).toEqual({ active_transponders: 1, time_window_minutes: 30, timestamp: NOW_MS });
  });

  it('system/metrics', () => shown(source.SYSTEM_METRICS));

  it('its errors', () => shown(source.PROBLEM));

  it('logout', async () => {
    const { body } = await shown(source.LOGOUT, login);
    expect(body).toEqual(source.LOGOUT.shows);
    await shown(source.LICENSE, login, { ...(source.PROBLEM.shows as object), code: 401 });
  });
});

describe('differences from an example', () => {
  const shows = { a: 1, b: [{ c: 'x' }] };

  it.each([
    [{ a: 2, b: [{ c: 'y' }, { c: 'z', d: 1 }], e: null }, []],
    [{ b: [{ c: 'y' }] }, ['answer begins with b instead of a,b']],
    [{ a: '1', b: [{ c: 'y' }] }, ['answer.a is string, and number in the document']],
    [{ a: null, b: [{ c: 'y' }] }, ['answer.a is null, and number in the document']],
    [{ a: 1, b: [] }, ['answer.b is empty']],
    [{ a: 1, b: [{ C: 'y' }] }, ['answer.b[0] begins with C instead of c']],
  ])('%j: %j', (answered, expected) => {
    expect(differences(shows, answered)).toEqual(expected);
  });
});
