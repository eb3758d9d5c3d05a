import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CREDENTIALS } from '../e2e/gateway.fixture.js';
import { report } from './report.js';
import { IS_FULL, Trial } from './trial.js';

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const JUMPS_S = [-HOUR_S, 0, 30 * DAY_S, 0, -HOUR_S, 2 * HOUR_S, 0];
const DEVICE = { 'X-Device-ID': 'trial', 'X-Device-Secret': 'secret-of-the-trial-device' };
const PASSWORD = 'a long sentence is best';

/**
 * Returns the path of the library that moves the clock of a running process, for the loader; undefined where it is
 * missing.
 */
function faketime(): string | undefined {
  try {
    const said = execFileSync('sh', ['-c', 'faketime -m -f +0 env'], { encoding: 'utf8' });
    return /^LD_PRELOAD=(\S+)/m.exec(said)?.[1];
  } catch {
    return undefined;
  }
}

const library = faketime();
const itWithFaketime = library === undefined ? it.skip : it;

describe('the clock of the machine is set, under 200 passings a second', () => {
  let trial: Trial;
  let folder: string;
  afterEach(async () => {
    await trial.end();
    rmSync(folder, { recursive: true });
  }, 60_000);

  const set = (seconds: number | string): void => {
    const text = typeof seconds === 'string' ? seconds : `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`;
    writeFileSync(join(folder, 'clock'), `${text}\n`);
  };

  async function start(seconds = 0): Promise<void> {
    folder = mkdtempSync(join(tmpdir(), 'coachlink-clock-'));
    set(seconds);
    trial = await Trial.start({
      environment: {
        LD_PRELOAD: library ?? '',
        FAKETIME_TIMESTAMP_FILE: join(folder, 'clock'),
        FAKETIME_NO_CACHE: '1',
        DONT_FAKE_MONOTONIC: '1',
      },
    });
  }

  async function restart(at: number | string): Promise<void> {
    await trial.gateway.stop();
    set(at);
    trial.gateway.start();
    await trial.connected();
  }

  const call = async (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: object,
  ): Promise<{ status: number; body: Record<string, unknown>; retryAfterS: number }> => {
    const response = await fetch(`http://127.0.0.1:${trial.gateway.port}/api/v1${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const retryAfterS = Number(response.headers.get('retry-after'));
    return { status: response.status, body: (await response.json()) as Record<string, unknown>, retryAfterS };
  };
  /** Compares by numbers, not by times: those are as wrong as the clock that told them. */
  async function comparedByNumber(): Promise<{ reported: number; lost: number; twice: number }> {
    await trial.settled();
    const found = { reported: 0, lost: 0, twice: 0 };
    for (const [at, { ledger }] of trial.simulator.decoders.entries()) {
      const rows = await trial.rowsOf(`d${at}`);
      const kept = new Set(rows.map(({ passing_number }) => passing_number));
      const truth = ledger.all();
      found.reported += truth.length;
      found.lost += truth.filter(({ passingNumber }) => !kept.has(passingNumber)).length;
      found.twice += rows.length - kept.size;
    }
    return found;
  }

  const login = (email: string, password: string): ReturnType<typeof call> =>
    call('POST', '/auth/login', DEVICE, { email, password });

  itWithFaketime(
    'no token or licence comes back, no wait is skipped, no passing is lost',
    async () => {
      await start();
      for (const email of ['jane@example.com', 'locked@example.com'])
        await call('POST', '/admin/users', CREDENTIALS, {
          email,
          password: PASSWORD,
          first_name: 'J',
          last_name: 'D',
        });
      const first = await login('jane@example.com', PASSWORD);
      expect(first.status).toBe(200);
      const bearer = { ...DEVICE, Authorization: `Bearer ${String(first.body.access_token)}` };
      const validUntil = new Date(Date.now() + 10 * DAY_S * 1000).toISOString();
      const soon = { features: ['cloud_sync'], device_limit: 5, valid_until: validUntil };
      const license = await call('POST', '/admin/licenses', CREDENTIALS, soon);
      const licensePath = `/admin/licenses/${String(license.body.license_code)}`;
      for (let tries = 0; tries < 5; tries++) await login('locked@example.com', 'a guess');
      expect((await login('locked@example.com', PASSWORD)).status).toBe(429);

      trial.ride();
      const seen: object[] = [];
      for (const seconds of JUMPS_S) {
        set(seconds);
        await delay(IS_FULL ? 5000 : 500);
        const token = (await call('GET', '/device/status', bearer)).status;
        const { status } = (await call('GET', licensePath, CREDENTIALS)).body;
        const locked = await login('locked@example.com', PASSWORD);
        seen.push({ seconds, token, license: status, locked: locked.status, waitS: locked.retryAfterS });
        // The decoders contradict thirty days, so the jump expires nothing.
        expect([seconds, token, status]).toEqual([seconds, 200, 'active']);
      }
      set(0);
      trial.rest();
      const waited = seen.map((each) => (each as { locked: number }).locked);
      report('clock set', { seen });
      // The waits are by a steady clock: in the short form the thirty seconds are not over.
      if (!IS_FULL) expect(waited).toEqual(waited.map(() => 429));
      const numbers = await comparedByNumber();
      report('clock set', numbers);
      expect(numbers).toMatchObject({ lost: 0, twice: 0 });
      // A licence and a token that expired by the time of a start stay expired, wherever the clock is set afterwards.
      for (const seconds of [30 * DAY_S, 0, -HOUR_S]) {
        await restart(seconds);
        const token = (await call('GET', '/device/status', bearer)).status;
        const { status } = (await call('GET', licensePath, CREDENTIALS)).body;
        expect([seconds, token, status]).toEqual([seconds, 401, 'expired']);
      }
    },
    300_000,
  );

  itWithFaketime(
    'a start in 1970 knows what time it was',
    async () => {
      await start();
      await call('POST', '/admin/users', CREDENTIALS, {
        email: 'jane@example.com',
        password: PASSWORD,
        first_name: 'J',
        last_name: 'D',
      });
      const before = await login('jane@example.com', PASSWORD);
      expect(before.status).toBe(200);
      const bearer = { ...DEVICE, Authorization: `Bearer ${String(before.body.access_token)}` };
      for (const at of [2 * DAY_S, 0, '@1970-01-01 00:00:00']) {
        await restart(at);
        expect((await call('GET', '/device/status', bearer)).status).toBe(401);
      }
      expect((await login('jane@example.com', PASSWORD)).status).toBe(200);
      trial.ride();
      await delay(IS_FULL ? 5000 : 1000);
      trial.rest();
      const numbers = await comparedByNumber();
      const views = await Promise.all([0, 1, 2, 3].map((at) => call('GET', `/decoders/d${at}`, CREDENTIALS)));
      const jumps = views.map(({ body }) => (body.clock as { jumps: number }).jumps);
      report('start in 1970', { ...numbers, jumps });
      expect({ ...numbers, jumps }).toMatchObject({ lost: 0, twice: 0, jumps: [0, 0, 0, 0] });
      expect(trial.gateway.said).toMatch(/the clock of this machine is [0-9]+ s behind/);
    },
    300_000,
  );

  itWithFaketime(
    'a start 14 days behind is set right: every passing is at its time, and the decoders are not blamed',
    async () => {
      await start(-14 * DAY_S);
      trial.ride();
      await delay(IS_FULL ? 60_000 : 1500);
      set(0);
      await delay(IS_FULL ? 10_000 : 1500);
      // The clock jumps as by a wrong answer from the network, for as long as one lasts.
      set(800 * DAY_S);
      await delay(IS_FULL ? 6000 : 1500);
      set(0);
      await delay(IS_FULL ? 10_000 : 1000);
      trial.rest();
      await trial.settled();
      const found = { reported: 0, lost: 0, twice: 0, wrong: 0, marked: 0, jumps: 0 };
      for (const [at, { ledger }] of trial.simulator.decoders.entries()) {
        const rows = await trial.rowsOf(`d${at}`);
        const kept = new Map(rows.map((row) => [row.passing_number, row]));
        const truth = ledger.all();
        found.reported += truth.length;
        found.twice += rows.length - kept.size;
        for (const passing of truth) {
          const row = kept.get(passing.passingNumber);
          const offMs = Math.abs((row?.rtc_time ?? 0) - (trial.crossedAt(passing) ?? 0) / 1000);
          if (row === undefined) found.lost++;
          else if (offMs > 1000 || Math.abs(row.received_at - row.rtc_time) > 60_000) found.wrong++;
          if ((row?.flags.length ?? 0) > 0) found.marked++;
        }
        const view = (await call('GET', `/decoders/d${at}`, CREDENTIALS)).body;
        found.jumps += (view.clock as { jumps: number }).jumps;
      }
      report('start 14 days behind', found);
      expect(found).toMatchObject({ lost: 0, twice: 0, wrong: 0, marked: 0, jumps: 0 });
    },
    300_000,
  );
});
