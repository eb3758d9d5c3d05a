import type { Passing } from '#passings';
import { asTheyArrive, batchesOf, firstPassings } from './data/velodrome.js';
import { BenchRedis } from './harness/bench-redis.js';
import { inTurn } from './harness/in-turn.js';
import { OurStore } from './harness/our-store.js';
import type { Bench } from './harness/row.js';
import { SortedSets } from './rivals/sorted-sets.js';

const PASSINGS = 100_000;
const IN_BATCH = 100;
const REPEATS = 5;
const SEED = 2;

export const storingBench: Bench = {
  name: 'storing',
  meaning: 'how many passings a second are kept, with ledger, summaries and repeats dropped',
  async run(tell) {
    const redis = await BenchRedis.start(process.env.PATH ?? '');
    const ours = new OurStore(redis.url);
    const rival = new SortedSets(redis.client);
    const batches = batchesOf(asTheyArrive(firstPassings(PASSINGS, SEED), SEED), IN_BATCH);
    const perSecond = async (store: (batch: readonly Passing[]) => Promise<unknown>): Promise<number> => {
      await redis.client.flushall();
      ours.begin();
      const beginMs = performance.now();
      for (const batch of batches) await store(batch);
      return (PASSINGS / (performance.now() - beginMs)) * 1000;
    };
    try {
      tell(`${PASSINGS} passings in batches of ${IN_BATCH}, ${REPEATS} times each`);
      const measured = await inTurn(REPEATS, {
        ours: () => perSecond((batch) => ours.store(batch)),
        sortedSets: () => perSecond((batch) => rival.store(batch)),
        xadd: async () => {
          await redis.client.flushall();
          return redis.xaddPerSecond(PASSINGS);
        },
      });
      const row = {
        what: 'batches of 100, one at a time',
        unit: 'passings/s',
        ours: { what: 'the store', repeats: measured.ours },
      };
      return [
        { ...row, against: { what: 'sorted sets', repeats: measured.sortedSets }, bar: { least: 5 } },
        { ...row, against: { what: 'redis-benchmark XADD', repeats: measured.xadd }, bar: { least: 0.25 } },
      ];
    } finally {
      ours.close();
      await redis.stop();
    }
  },
};
