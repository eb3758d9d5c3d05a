import { type Passing, RedisPassingsRepository } from '#passings';
import { connectRedis } from '#redis';
import { Ledgers } from '../apps/gateway/src/ledger/ledgers.js';
import { asTheyArrive, batchesOf, firstPassings } from './data/velodrome.js';
import { BenchRedis } from './harness/bench-redis.js';
import { inTurn } from './harness/in-turn.js';
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
    const connections = {
      writer: connectRedis(redis.url, { role: 'ingest', onChange: () => undefined }),
      reader: connectRedis(redis.url, { role: 'requests' }),
    };
    const batches = batchesOf(asTheyArrive(firstPassings(PASSINGS, SEED), SEED), IN_BATCH);
    const perSecond = async (store: (batch: readonly Passing[]) => Promise<unknown>): Promise<number> => {
      await redis.client.flushall();
      const beginMs = performance.now();
      for (const batch of batches) await store(batch);
      return (PASSINGS / (performance.now() - beginMs)) * 1000;
    };
    try {
      tell(`${PASSINGS} passings in batches of ${IN_BATCH}, ${REPEATS} times each`);
      const { ours, sortedSets, xadd } = await inTurn(REPEATS, {
        ours: () => {
          const repository = new RedisPassingsRepository(connections, 'bench');
          const ledgers = new Ledgers(repository, { nowUs: () => Date.now() * 1000 });
          return perSecond((batch) => ledgers.store(batch));
        },
        sortedSets: () => {
          const rival = new SortedSets(redis.client);
          return perSecond((batch) => rival.store(batch));
        },
        xadd: async () => {
          await redis.client.flushall();
          return redis.xaddPerSecond(PASSINGS);
        },
      });
      const row = { what: 'batches of 100, one at a time', unit: 'passings/s' };
      const mine = { what: 'the store', repeats: ours };
      return [
        { ...row, ours: mine, against: { what: 'sorted sets', repeats: sortedSets }, bar: { least: 5 } },
        {
          ...row,
          ours: mine,
          against: { what: 'redis-benchmark XADD', repeats: xadd },
          bar: { least: 0.25 },
        },
      ];
    } finally {
      connections.writer.disconnect();
      connections.reader.disconnect();
      await redis.stop();
    }
  },
};
