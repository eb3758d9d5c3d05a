import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { NOTHING_WRONG } from './comparison.js';
import { percentile } from './percentiles.js';
import { report } from './report.js';
import { IS_FULL, Trial } from './trial.js';

const LASTS_MS = IS_FULL ? 60_000 : 2000;
const LOGINS_PER_S = 50;
const SAMPLE_MS = 100;
const DEVICE = { 'X-Device-ID': 'trial', 'X-Device-Secret': 'secret-of-the-trial-device' };

describe('a flood of logins, under 200 passings a second', () => {
  let trial: Trial;
  let redis: Redis;
  afterEach(async () => {
    redis.disconnect();
    await trial.end();
  }, 60_000);

  async function login(attempt: number): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${trial.gateway.port}/api/v1/auth/login`, {
      method: 'POST',
      headers: { ...DEVICE, 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: `nobody-${attempt}@example.com`, password: 'a guess' }),
    });
    await response.arrayBuffer();
    return response.status;
  }

  /** Returns the highest number of the first decoder that Redis itself has. */
  async function highestStored(): Promise<number> {
    const text = (await redis.hget('cl:{main}:ledgers', 'd0')) ?? '0 {"highest":0}';
    return (JSON.parse(text.slice(text.indexOf(' '))) as { highest: number }).highest;
  }

  /** Returns the time from a crossing until Redis has it. */
  async function untilStoredMs(): Promise<number> {
    const decoder = trial.simulator.decoders[0];
    if (decoder === undefined) throw new Error('no decoder');
    const beginMs = performance.now();
    trial.cross(decoder.decoder);
    const number = decoder.ledger.bounds()?.last ?? 0;
    while ((await highestStored()) < number) await delay(1);
    return performance.now() - beginMs;
  }

  it('delays no passing, and everybody is answered', async () => {
    trial = await Trial.start();
    redis = new Redis(trial.redis.url);
    trial.ride();
    const asked: Promise<number>[] = [];
    const flood = setInterval(() => {
      asked.push(login(asked.length));
    }, 1000 / LOGINS_PER_S);
    const tookMs: number[] = [];
    const endMs = performance.now() + LASTS_MS;
    while (performance.now() < endMs) {
      tookMs.push(await untilStoredMs());
      await delay(SAMPLE_MS);
    }
    clearInterval(flood);
    trial.rest();
    const statuses = await Promise.all(asked);
    const counts = Object.fromEntries(
      [...new Set(statuses)].map((status) => [status, statuses.filter((each) => each === status).length]),
    );
    const compared = await trial.compare();
    const p99Ms = Math.round(percentile(tookMs, 99) * 10) / 10;
    report('flood of logins', { logins: asked.length, counts, samples: tookMs.length, p99Ms, ...compared });
    expect(compared).toMatchObject(NOTHING_WRONG);
    // Each login is refused, or told to come again.
    expect(Object.keys(counts).every((status) => ['401', '503'].includes(status))).toBe(true);
    if (IS_FULL) expect(p99Ms).toBeLessThan(100);
  }, 300_000);
});
