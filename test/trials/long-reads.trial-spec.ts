import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../apps/simulator/src/track/random.js';
import { CREDENTIALS } from '../e2e/gateway.fixture.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { GatewayProcess } from './gateway-process.js';
import { FIRST_US, keepHistory } from './kept-history.js';
import { report } from './report.js';
import { takeFile } from './taken-file.js';
import { IS_FULL } from './trial.js';

const PASSINGS = IS_FULL ? 3_000_000 : 4000;
const TRANSPONDERS = IS_FULL ? 20_000 : 500;
const YEAR_MS = 365 * 86_400_000;
const CROWD = 40;
const ROUNDS = IS_FULL ? 5 : 1;
const FAST_READS = IS_FULL ? 100 : 30;
const PROMISED_MS = 10_000;
/** Allowance for the way there and back on a machine with other work. */
const GRACE_MS = 2000;
/** Delay of the line to Redis in the short form: fast reads become as slow as those of three million passings. */
const FAR_MS = 3;
/** Reasons of a refusal; beside other tests Redis may answer the check of the credentials too late. */
const REFUSALS = ['request.too_many_long', ...(IS_FULL ? [] : ['storage.unavailable'])];

interface Answer {
  readonly status: number;
  readonly reason: string | undefined;
  readonly retryAfter: string | null;
  readonly lastedMs: number;
}

describe('forty reads of a year at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coachlink-trial-'));
  const seed = Number(process.env.COACHLINK_TEST_SEED ?? Math.floor(Math.random() * 1_000_000));
  const random = seededRandom(seed);
  let redis: RedisOnPort;
  let line: FaultProxy;
  let gateway: GatewayProcess;
  const startMs = FIRST_US / 1000;
  const year = { start_time_ms: startMs, end_time_ms: startMs + YEAR_MS };

  beforeAll(async () => {
    process.stdout.write(`trial: COACHLINK_TEST_SEED=${seed}\n`);
    redis = new RedisOnPort(await freePort(), ['--save', '']);
    await redis.start();
    const gapUs = Math.floor((YEAR_MS * 1000) / PASSINGS);
    const timeUs = (at: number): number => FIRST_US + at * gapUs;
    await keepHistory(redis.url, { passings: PASSINGS, transponders: TRANSPONDERS, timeUs });
    line = await FaultProxy.open(redis.port, random);
    gateway = new GatewayProcess(await freePort(), {
      REDIS_URL: `redis://127.0.0.1:${line.port}`,
      COACHLINK_DATA_DIR: folder,
    });
    gateway.start();
    await gateway.until('it answers', () => gateway.ask('POST', '/passings', { limit: 1 }));
  }, 900_000);

  afterAll(async () => {
    await gateway.kill();
    await line.close();
    await redis.remove();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  async function ask(path: string, body: object): Promise<Answer> {
    const beginMs = performance.now();
    const response = await fetch(`http://127.0.0.1:${gateway.port}/api/v1${path}`, {
      method: 'POST',
      headers: { ...CREDENTIALS, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { readonly details?: { readonly reason?: string } };
    return {
      status: response.status,
      reason: answer.details?.reason,
      retryAfter: response.headers.get('retry-after'),
      lastedMs: performance.now() - beginMs,
    };
  }

  const isInTime = ({ status, reason, retryAfter, lastedMs }: Answer): boolean =>
    lastedMs <= PROMISED_MS + GRACE_MS &&
    (status === 200 || (status === 503 && REFUSALS.includes(reason ?? '') && retryAfter !== null));

  it.each([
    ['sessions of all', '/transponders/sessions', { ...year, limit: 10_000 }],
    ['sessions split by a minute', '/transponders/sessions', { ...year, gap_minutes: 1, limit: 10_000 }],
    ['passings of one', '/passings', { ...year, transponder_id: '1000000', limit: 10_000 }],
  ])(
    '%s: each is answered in time or refused, after fast reads of every kind',
    async (what, path, body) => {
      const all: Answer[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        line.set({});
        for (let each = 0; each < FAST_READS; each++) {
          const empty = { ...body, start_time_ms: startMs - YEAR_MS, end_time_ms: startMs - 1 };
          // Reads of the same kind and size count as well while they are fast, which is all that the short form can do.
          const fast = IS_FULL ? empty : each % 3 === 0 ? empty : body;
          expect((await ask(path, fast)).status).toBe(200);
        }
        line.set(IS_FULL ? {} : { latencyMs: FAR_MS });
        const file = round % 2 === 1 ? takeFile(gateway.port, A_CLIENT) : undefined;
        all.push(...(await Promise.all(Array.from({ length: CROWD }, () => ask(path, body)))));
        await file;
      }
      line.set({});
      const answered = all.filter(({ status }) => status === 200);
      const refused = all.filter(({ status }) => status === 503);
      const worst = (of: readonly Answer[]): number =>
        Math.round(Math.max(0, ...of.map(({ lastedMs }) => lastedMs)));
      report(`forty at once, ${what}`, {
        rounds: ROUNDS,
        answered: answered.length,
        worstAnsweredMs: worst(answered),
        refused: refused.length,
        worstRefusedMs: worst(refused),
      });
      expect(all.filter((each) => !isInTime(each))).toEqual([]);
      expect(answered.length).toBeGreaterThan(0);
    },
    IS_FULL ? 1_800_000 : 120_000,
  );
});

const A_CLIENT = { mediaType: 'text/csv', pauseEveryBytes: Infinity, pauseMs: 0 };
