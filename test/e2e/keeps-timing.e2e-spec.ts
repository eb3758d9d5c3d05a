import { type RunningSimulator, startSimulator } from '#simulator';
import { Accounts, NO_PAIR, type RegisteredDevice } from './accounts.fixture.js';
import { type Answer, badFields, expectProblem, startTestApi, type TestApi } from './api.fixture.js';
import { until } from './gateway.fixture.js';

/** The gateway's own device. */
const OWN: RegisteredDevice = {
  id: 'the-box',
  headers: { 'X-Device-ID': 'the-box', 'X-Device-Secret': 'secret-of-the-box-itself' },
};
const UNREACHABLE = 'p3+tcp://127.0.0.1:1';

let simulator: RunningSimulator;
let api: TestApi;
let accounts: Accounts;

beforeAll(async () => {
  simulator = await startSimulator({ riders: 0 });
});
afterAll(() => simulator.close());

async function start(decoders: string): Promise<void> {
  api = await startTestApi({
    environment: {
      COACHLINK_DECODERS: decoders,
      COACHLINK_DEVICE_ID: OWN.id,
      COACHLINK_DEVICE_SECRET: String(OWN.headers['X-Device-Secret']),
    },
  });
  accounts = new Accounts(api);
}

const finish = (parameters = 'loop=1'): string => `finish=p3+tcp://127.0.0.1:${simulator.port}?${parameters}`;

async function issue(features: readonly string[], on?: RegisteredDevice): Promise<string> {
  const terms = { features, device_limit: 3, valid_until: '2099-12-31T23:59:59Z' };
  const { status, body } = await accounts.post(
    '/admin/licenses',
    on === undefined ? terms : { ...terms, device_id: on.id },
  );
  expect(status).toBe(201);
  return String(body.license_code);
}

const remove = (path: string): Promise<Answer> => api.ask('DELETE', `/api/v1/admin${path}`);

async function loginAs(role: string, device = OWN): Promise<Readonly<Record<string, string | string[]>>> {
  const { email } = await accounts.user(role);
  return { ...NO_PAIR, ...(await accounts.login(device, email)) };
}

const stateOf = async (id: string): Promise<unknown> => (await accounts.get(`/decoders/${id}`)).body.state;
const becomes = (id: string, state: string): Promise<true> =>
  until(`${id} is ${state}`, async () => ((await stateOf(id)) === state ? true : undefined));

/** Expects a refusal that names the decoders and tells what to do. */
function refusesToStop(answer: Answer, decoders: readonly string[]): void {
  const details = expectProblem(answer, 409, 'would_stop_timing');
  expect(details.decoders).toEqual(decoders);
  for (const id of decoders) expect(answer.body.message).toContain(id);
  expect(answer.body.message).toMatch(/force=true/);
}

describe('a call that would stop a running decoder', () => {
  afterEach(() => api.stop());

  it("removes the gateway's own device only where it is forced", async () => {
    await start(finish());
    await issue(['p3_decoder'], OWN);
    await becomes('finish', 'connected');
    refusesToStop(await remove(`/devices/${OWN.id}`), ['finish']);
    refusesToStop(await remove(`/devices/${OWN.id}?force=false`), ['finish']);
    expect((await accounts.get(`/admin/devices/${OWN.id}`)).status).toBe(200);
    expect(await stateOf('finish')).toBe('connected');
    expect((await remove(`/devices/${OWN.id}?force=true`)).status).toBe(200);
    await becomes('finish', 'unlicensed');
  });

  it('removes any other device with the only licence just so, and one without it at once', async () => {
    await start(finish());
    const [holder, other] = [await accounts.device(), await accounts.device()];
    await issue(['p3_decoder'], holder);
    await issue(['cloud_sync'], other);
    await becomes('finish', 'connected');
    refusesToStop(await remove(`/devices/${holder.id}`), ['finish']);
    expect((await remove(`/devices/${OWN.id}`)).status).toBe(200);
    expect((await remove(`/devices/${other.id}`)).status).toBe(200);
    expect(await stateOf('finish')).toBe('connected');
  });

  it('revokes the licence in use only where it is forced, however its code is typed', async () => {
    await start(finish());
    const code = await issue(['p3_decoder', 'x2_decoder'], OWN);
    await becomes('finish', 'connected');
    const typed = code.toLowerCase().replaceAll('-', '');
    refusesToStop(await remove(`/licenses/${code}`), ['finish']);
    refusesToStop(await remove(`/licenses/${typed}`), ['finish']);
    expect((await accounts.get(`/admin/licenses/${code}`)).body.status).toBe('active');
    expect((await remove(`/licenses/${typed}?force=true`)).status).toBe(200);
    await becomes('finish', 'unlicensed');
  });

  it('changes and deactivates the licence in use only where it is forced', async () => {
    await start(finish());
    const code = await issue(['p3_decoder', 'x2_decoder'], OWN);
    await becomes('finish', 'connected');
    const change = (body: object) => api.ask('PATCH', `/api/v1/admin/licenses/${code}`, { body });
    const deactivate = (body: object) => accounts.post(`/admin/licenses/${code}/deactivate`, body);
    refusesToStop(await change({ features: ['x2_decoder'] }), ['finish']);
    refusesToStop(await deactivate({}), ['finish']);
    refusesToStop(await deactivate({ device_id: OWN.id, force: false }), ['finish']);
    expect((await change({ features: ['p3_decoder'], device_limit: 1 })).status).toBe(200);
    expect(await stateOf('finish')).toBe('connected');
    expect((await change({ features: ['x2_decoder'], force: true })).status).toBe(200);
    await becomes('finish', 'unlicensed');
    await change({ features: ['p3_decoder'] });
    await becomes('finish', 'connected');
    expect((await deactivate({ force: true })).status).toBe(200);
    await becomes('finish', 'unlicensed');
  });

  it('revokes one of two licences at once, but never both', async () => {
    await start(finish());
    const codes = [await issue(['p3_decoder'], OWN), await issue(['p3_decoder'], await accounts.device())];
    await becomes('finish', 'connected');
    const answers = await Promise.all(codes.map((code) => remove(`/licenses/${code}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await stateOf('finish')).toBe('connected');
  });

  it('is judged by the features that the decoders need, and by those that may connect as well', async () => {
    await start(`${finish()},back=${UNREACHABLE}?kind=x2_decoder`);
    const p3 = await issue(['p3_decoder'], OWN);
    const x2 = await issue(['x2_decoder'], await accounts.device());
    const sync = await issue(['cloud_sync'], await accounts.device());
    await becomes('finish', 'connected');
    expect((await remove(`/licenses/${sync}`)).status).toBe(200);
    refusesToStop(await remove(`/licenses/${x2}`), ['back']);
    refusesToStop(await remove(`/licenses/${p3}`), ['finish']);
  });

  it('is not what nobody needs: a licence without a decoder, and what is not there', async () => {
    await start('');
    const code = await issue(['p3_decoder'], OWN);
    expect((await remove(`/licenses/${code}`)).status).toBe(200);
    expect((await remove(`/devices/${OWN.id}`)).status).toBe(200);
    expectProblem(await remove('/licenses/C0AC-H11N-KDEM-00AN?force=true'), 404, 'license.unknown');
    expectProblem(await remove('/devices/nobody'), 404, 'device.unknown');
  });

  it('takes true and false, and no other name', async () => {
    await start('');
    for (const path of ['/licenses/C0AC-H11N-KDEM-00AN', '/devices/nobody']) {
      for (const value of ['maybe', '', '1', 'TRUE'])
        expect(badFields(await remove(`${path}?force=${value}`))).toEqual(['force']);
      expect(badFields(await remove(`${path}?now=true`))).toEqual(['now']);
    }
  });
});

describe('a licence that is activated', () => {
  afterEach(() => api.stop());

  const activate = (
    headers: Readonly<Record<string, string | string[]>>,
    body: object,
    query = '',
  ): Promise<Answer> => api.ask('POST', `/api/v1/license/activate${query}`, { body, headers });

  it('adds to what the device has, and takes nothing away', async () => {
    await start(finish());
    await issue(['p3_decoder'], OWN);
    await becomes('finish', 'connected');
    const coach = await loginAs('coach');
    const sync = await issue(['cloud_sync']);
    const { status, body } = await activate(coach, { license_code: sync });
    expect([status, body.license]).toEqual([
      200,
      expect.objectContaining({ license_code: sync, features: ['cloud_sync', 'p3_decoder'] }),
    ]);
    expect((await accounts.get('/license', coach)).body).toMatchObject({
      license_code: sync,
      features: ['cloud_sync', 'p3_decoder'],
      devices_registered: 1,
    });
    expect((await accounts.get(`/admin/licenses/${sync}`)).body).toMatchObject({ features: ['cloud_sync'] });
    expect((await accounts.get('/decoders/finish')).body).toMatchObject({ licensed: true });
    expect(await stateOf('finish')).toBe('connected');
  });

  it('is one that a coach or an administrator activates: a viewer is told which role is missing', async () => {
    await start(finish());
    await issue(['p3_decoder'], OWN);
    await becomes('finish', 'connected');
    const viewer = await loginAs('viewer');
    const sync = await issue(['cloud_sync']);
    const refused = await activate(viewer, { license_code: sync });
    expect(expectProblem(refused, 403, 'auth.role_missing')).toMatchObject({ roles: ['coach', 'admin'] });
    expect(refused.body.message).toMatch(/coach or admin/);
    expect((await accounts.get(`/admin/licenses/${sync}`)).body.devices_registered).toBe(0);
    for (const role of ['coach', 'admin'])
      expect((await activate(await loginAs(role), { license_code: sync })).status).toBe(200);
    expect(await stateOf('finish')).toBe('connected');
  });

  it('replaces the others where that is asked for, and what it would stop must be forced', async () => {
    await start(finish());
    const first = await issue(['p3_decoder'], OWN);
    await becomes('finish', 'connected');
    const coach = await loginAs('coach');
    const [sync, better] = [await issue(['cloud_sync']), await issue(['cloud_sync', 'p3_decoder'])];
    const replacing = { license_code: sync, replace: true };
    refusesToStop(await activate(coach, replacing), ['finish']);
    expect((await accounts.get('/license', coach)).body.license_code).toBe(first);

    expect((await activate(coach, { license_code: better, replace: true })).status).toBe(200);
    expect((await accounts.get(`/admin/licenses/${first}`)).body.devices_registered).toBe(0);
    expect(await stateOf('finish')).toBe('connected');

    refusesToStop(await activate(coach, replacing, '?force=false'), ['finish']);
    expect((await activate(coach, replacing, '?force=true')).status).toBe(200);
    await becomes('finish', 'unlicensed');
    expect((await accounts.get('/license', coach)).body).toMatchObject({
      license_code: sync,
      features: ['cloud_sync'],
    });
    expect((await activate(coach, { ...replacing, force: true })).status).toBe(200);
  });

  it('that cannot be activated stops nothing, and says why it cannot', async () => {
    await start(finish());
    await issue(['p3_decoder'], OWN);
    await becomes('finish', 'connected');
    const coach = await loginAs('coach');
    const sync = await issue(['cloud_sync']);
    expect((await remove(`/licenses/${sync}`)).status).toBe(200);
    expectProblem(await activate(coach, { license_code: sync, replace: true }), 410, 'license.revoked');
    const unknown = { license_code: 'C0AC-H11N-KDEM-00AN', replace: true };
    expectProblem(await activate(coach, unknown), 404, 'license.unknown');
    expect(await stateOf('finish')).toBe('connected');
  });

  it('takes a seat of each licence, and gives all of them back with its device', async () => {
    await start('');
    const device = await accounts.device();
    const codes = [await issue(['p3_decoder'], device), await issue(['cloud_sync'], device)];
    const registered = async (): Promise<unknown[]> =>
      Promise.all(
        codes.map(async (code) => (await accounts.get(`/admin/licenses/${code}`)).body.devices_registered),
      );
    expect(await registered()).toEqual([1, 1]);
    expect((await remove(`/devices/${device.id}`)).status).toBe(200);
    expect(await registered()).toEqual([0, 0]);
  });

  it('refuses what is neither true nor false', async () => {
    await start('');
    const coach = await loginAs('coach', await accounts.device());
    const license_code = 'C0AC-H11N-KDEM-00AN';
    for (const name of ['replace', 'force'])
      expect(badFields(await activate(coach, { license_code, [name]: 'true' }))).toEqual([name]);
    expect(badFields(await activate(coach, { license_code }, '?force=1'))).toEqual(['force']);
    expect(badFields(await activate(coach, { license_code }, '?replace=true'))).toEqual(['replace']);
  });
});
