import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endingAt, firstPassings } from './data/velodrome.js';
import { BenchRedis } from './harness/bench-redis.js';
import { apiKeyOf, loginOn } from './harness/credentials.js';
import { BENCH_APP, BenchGateway } from './harness/gateway.js';
import { loadWith } from './harness/http-load.js';
import { inTurn } from './harness/in-turn.js';
import { OurStore } from './harness/our-store.js';
import type { Bench, Row } from './harness/row.js';

/** Number of passings, few, so that reading them does not hide the cost of the rest. */
const PASSINGS = 1000;
const REPEATS = 15;
const LOAD = { connections: 16, lastsMs: 1000 };
const SEED = 6;

export const httpBench: Bench = {
  name: 'http',
  meaning: 'how many clients can ask for the last hundred passings, next to a route without checks',
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-bench-'));
    const redis = await BenchRedis.start(process.env.PATH ?? '');
    let gateway: BenchGateway | undefined;
    try {
      await fill(redis);
      gateway = await BenchGateway.start(
        {
          REDIS_URL: redis.url,
          COACHLINK_DATA_DIR: folder,
          COACHLINK_DEMO: 'off',
          COACHLINK_LOG: 'info',
        },
        BENCH_APP,
      );
      const { url } = gateway;
      const asked = { method: 'POST', path: '/passings', body: { limit: 100 } } as const;
      const [apiKey, login] = [await apiKeyOf(gateway), await loginOn(gateway)];
      const perSecond = async (question: Parameters<typeof loadWith>[1]): Promise<number> =>
        (await loadWith(url, question, LOAD)).perSecond;
      tell(`${LOAD.connections} connections, ${REPEATS} times ${LOAD.lastsMs / 1000} s each`);
      const measured = await inTurn(REPEATS, {
        apiKey: () => perSecond({ ...asked, headers: apiKey }),
        login: () => perSecond({ ...asked, headers: login }),
        bare: () => perSecond({ ...asked, path: '/bare/passings' }),
      });
      const row = (what: string, repeats: number[], least: number): Row => ({
        what: `the last 100 with ${what}`,
        unit: 'requests/s',
        ours: { what: 'POST /passings', repeats },
        against: { what: 'a bare route', repeats: measured.bare },
        bar: { least },
      });
      return [
        row('the pair of an api key', measured.apiKey, 0.85),
        row('device and login', measured.login, 0.75),
      ];
    } finally {
      await gateway?.stop();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function fill(redis: BenchRedis): Promise<void> {
  const store = new OurStore(redis.url, 'main');
  await store.ready();
  await store.storeAll(endingAt(Date.now() * 1000, firstPassings(PASSINGS, SEED)));
  store.close();
}
