import { jest } from '@jest/globals';
import { USERS } from '../../apps/gateway/src/access/accounts/accounts.js';
import type { Records } from '../../apps/gateway/src/access/accounts/records.js';
import { Accounts, NO_PAIR, PASSWORD, type RegisteredDevice } from './accounts.fixture.js';
import { type Answer, expectProblem, startTestApi, type TestApi } from './api.fixture.js';

const ANOTHER = 'a tandem, a kestrel, a stopwatch';
const ME = '/transponders/active';

describe('a user who changes the password', () => {
  let api: TestApi;
  let accounts: Accounts;
  let device: RegisteredDevice;
  let email: string;
  beforeAll(async () => {
    api = await startTestApi();
    accounts = new Accounts(api);
  });
  afterAll(() => api.stop());
  beforeEach(async () => {
    device = await accounts.device();
    ({ email } = await accounts.user());
  });

  const change = (
    login: Record<string, string>,
    old_password: string,
    new_password: string,
  ): Promise<Answer> =>
    accounts.post('/auth/password', { old_password, new_password }, { ...NO_PAIR, ...login });
  const isIn = async (login: Record<string, string>): Promise<boolean> =>
    (await accounts.get(ME, { ...NO_PAIR, ...login })).status === 200;

  it('stays logged in, is logged out everywhere else, and logs in with the new one alone', async () => {
    const elsewhere = await accounts.login(await accounts.device(), email);
    const here = await accounts.login(device, email);
    expect((await change(here, PASSWORD, ANOTHER)).status).toBe(200);
    expect([await isIn(here), await isIn(elsewhere)]).toEqual([true, false]);
    expect((await accounts.tryLogin(device, email, PASSWORD)).status).toBe(401);
    expect((await accounts.tryLogin(device, email, ANOTHER)).status).toBe(200);
  });

  it('has to know the old one, and waits after five that were wrong', async () => {
    const login = await accounts.login(device, email);
    for (let tries = 0; tries < 5; tries++)
      expect(
        expectProblem(await change(login, 'wrong', ANOTHER), 400, 'request.invalid').fields,
      ).toMatchObject([{ field: 'old_password' }]);
    expectProblem(await change(login, PASSWORD, ANOTHER), 429, 'auth.too_many_attempts');
    expect(await isIn(login)).toBe(true);
  });

  it('takes none that is guessed first', async () => {
    const { fields } = expectProblem(
      await change(await accounts.login(device, email), PASSWORD, 'password1'),
      400,
      'request.invalid',
    );
    expect(fields).toMatchObject([{ field: 'new_password' }]);
  });

  it('is told where an administrator did so at the same moment', async () => {
    const login = await accounts.login(device, email);
    const users: Pick<Records<unknown>, 'change'> = api.app.get(USERS, { strict: false });
    const race = jest.spyOn(users, 'change').mockResolvedValueOnce(false);
    expectProblem(await change(login, PASSWORD, ANOTHER), 409, 'request.changed_meanwhile');
    race.mockRestore();
    expect(await isIn(login)).toBe(true);
  });
});

describe('a user with the role admin', () => {
  it('administers with a login, and a coach does not', async () => {
    const api = await startTestApi();
    const accounts = new Accounts(api);
    const device = await accounts.device();
    const [admin, coach] = await Promise.all(
      ['admin', 'coach'].map(async (role) => accounts.login(device, (await accounts.user(role)).email)),
    );
    const make = (login: Record<string, string> = {}): Promise<Answer> =>
      accounts.post('/admin/devices', { name: 'Another box' }, { ...NO_PAIR, ...login });
    expect((await make(admin)).status).toBe(201);
    expectProblem(await make(coach), 403, 'auth.scope_missing');
    await api.stop();
  });
});
