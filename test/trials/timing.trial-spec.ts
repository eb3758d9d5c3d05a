import { report } from './report.js';
import { type Compared, compareTimes, type Probe } from './time-taken.js';
import { IS_FULL, Trial } from './trial.js';

const LOGINS = IS_FULL ? 800 : 8;
const CHECKS = IS_FULL ? 10_000 : 50;
/** Logins of one account: five are looked at before it has to wait. */
const TRIES_OF_ACCOUNT = 4;
const DEVICE = { 'X-Device-ID': 'trial', 'X-Device-Secret': 'secret-of-the-trial-device' };

describe('how long a refusal takes tells nobody what was wrong', () => {
  let trial: Trial;
  beforeAll(async () => {
    trial = await Trial.start();
  }, 60_000);
  afterAll(() => trial.end());

  /** Judges times in the full form alone, without other tests beside it. */
  function judge(what: string, compared: Compared): void {
    report(what, compared);
    expect(compared.statuses).toEqual([401]);
    if (!IS_FULL) return;
    expect(compared.ratio).toBeGreaterThan(0.97);
    expect(compared.ratio).toBeLessThan(1.03);
  }

  it('an unknown user against a wrong password', async () => {
    const accounts = Math.ceil((LOGINS + 20) / TRIES_OF_ACCOUNT);
    for (let each = 0; each < accounts; each++) {
      const names = { first_name: 'Jane', last_name: 'Doe', password: 'a long sentence is best' };
      await trial.gateway.until('the account is there', () =>
        trial.gateway.ask('POST', '/admin/users', { email: `user-${each}@example.com`, ...names }),
      );
    }
    const login =
      (name: string) =>
      (sample: number): Probe => ({
        path: '/api/v1/auth/login',
        headers: DEVICE,
        body: { email: `${name}-${Math.floor(sample / TRIES_OF_ACCOUNT)}@example.com`, password: 'a guess' },
      });
    const kinds = [login('nobody'), login('user')] as const;
    judge(
      'unknown user, wrong password',
      await compareTimes(trial.gateway.port, trial.random, LOGINS, kinds),
    );
  }, 300_000);

  it('an unknown api key against a wrong secret', async () => {
    const made = await trial.gateway.until('the key is there', () =>
      trial.gateway.ask('POST', '/admin/api-keys', { name: 'A key', scopes: ['passings:read'] }),
    );
    const other = await trial.gateway.until('another key is there', () =>
      trial.gateway.ask('POST', '/admin/api-keys', { name: 'Another', scopes: ['passings:read'] }),
    );
    const gone = await fetch(
      `http://127.0.0.1:${trial.gateway.port}/api/v1/admin/api-keys/${String(other.id)}`,
      {
        method: 'DELETE',
        headers: { 'x-api-key': 'test-key', 'x-api-secret': 'test-secret' },
      },
    );
    expect(gone.status).toBe(200);
    // Both keys are well-formed: a mistyped one is told by its checksum, which anybody can compute.
    const check = (key: unknown) => (): Probe => ({
      path: '/api/v1/passings?limit=1',
      headers: { 'x-api-key': String(key), 'x-api-secret': String(other.api_secret) },
    });
    const kinds = [check(other.api_key), check(made.api_key)] as const;
    judge('unknown key, wrong secret', await compareTimes(trial.gateway.port, trial.random, CHECKS, kinds));
  }, 300_000);

  it('an unknown device against a wrong secret', async () => {
    const check = (id: string) => (): Probe => ({
      path: '/api/v1/auth/refresh',
      headers: { 'X-Device-ID': id, 'X-Device-Secret': 'x'.repeat(26) },
      body: { refresh_token: 'x' },
    });
    const kinds = [check('nobod'), check('trial')] as const;
    judge(
      'unknown device, wrong secret',
      await compareTimes(trial.gateway.port, trial.random, CHECKS, kinds),
    );
  }, 300_000);
});
