import type { Passing } from '#passings';
import { asTheyArrive, batchesOf, firstPassings } from './data/velodrome.js';
import { BenchRedis } from './harness/bench-redis.js';
import { inTurn } from './harness/in-turn.js';
import { OurStore } from './harness/our-store.js';
import type { Bench } from './harness/row.js';
import { slowScripts, slowScriptsFirstInLine } from './harness/slow-scripts.js';
import { twoUnderWay } from './harness/two-under-way.js';
import { SortedSets } from './rivals/sorted-sets.js';

const PASSINGS = 200_000;
const IN_BATCH = 100;
const REPEATS = 5;
/** Number of passings that are stored once more, as after a failover. */
const ONCE_MORE = 20_000;
const SEED = 2;

export const storingBench: Bench = {
  name: 'storing',
  meaning: 'how many passings a second are kept, with ledger, summaries and repeats dropped',
  async run(tell) {
    const redis = await BenchRedis.start(process.env.PATH ?? '');
    const ours = new OurStore(redis.url);
    await ours.ready();
    const rival = new SortedSets(redis.client);
    const batches = batchesOf(asTheyArrive(firstPassings(PASSINGS, SEED), SEED), IN_BATCH);
    const perSecond = async (storeAll: () => Promise<void>): Promise<number> => {
      await redis.client.flushall();
      ours.begin();
      const beginMs = performance.now();
      await storeAll();
      return (PASSINGS / (performance.now() - beginMs)) * 1000;
    };
    const byOurs = (batch: readonly Passing[]): Promise<unknown> => ours.store(batch);
    const byRival = (batch: readonly Passing[]): Promise<unknown> => rival.store(batch);
    try {
      tell(`${PASSINGS} passings in batches of ${IN_BATCH}, ${REPEATS} times each`);
      const measured = await inTurn(REPEATS, {
        ours: () => perSecond(() => twoUnderWay(batches, byOurs)),
        again: async () => {
          await perSecond(() => twoUnderWay(batches, byOurs));
          return onceMore(batches, byOurs);
        },
        rival: () => perSecond(() => twoUnderWay(batches, byRival)),
        oursAlone: () => perSecond(() => oneByOne(batches, byOurs)),
        rivalAlone: () => perSecond(() => oneByOne(batches, byRival)),
        xadd: async () => {
          await redis.client.flushall();
          return redis.xaddPerSecond(PASSINGS);
        },
      });
      const unit = 'passings/s';
      const mine = { what: 'the store', repeats: measured.ours };
      const two = { what: 'batches of 100, two under way', unit, ours: mine };
      return [
        await slowScripts(redis),
        ...(await slowScriptsFirstInLine(redis, () => perSecond(() => twoUnderWay(batches, byOurs)))),
        { ...two, against: { what: 'sorted sets', repeats: measured.rival }, bar: { least: 5 } },
        { ...two, against: { what: 'redis-benchmark XADD', repeats: measured.xadd }, bar: { least: 0.25 } },
        {
          what: `the newest ${ONCE_MORE} once more, as after a failover`,
          unit,
          ours: { what: 'repeats dropped', repeats: measured.again },
          against: { what: 'new ones stored', repeats: measured.ours },
          bar: { least: 0.1 },
        },
        {
          what: 'batches of 100, one at a time',
          unit,
          ours: { what: 'the store', repeats: measured.oursAlone },
          against: { what: 'sorted sets', repeats: measured.rivalAlone },
          bar: { least: 1 },
        },
      ];
    } finally {
      ours.close();
      await redis.stop();
    }
  },
};

async function onceMore(
  batches: readonly (readonly Passing[])[],
  store: (batch: readonly Passing[]) => Promise<unknown>,
): Promise<number> {
  const newest = batches.slice(-ONCE_MORE / IN_BATCH);
  const beginMs = performance.now();
  await twoUnderWay(newest, store);
  return (ONCE_MORE / (performance.now() - beginMs)) * 1000;
}

async function oneByOne(
  batches: readonly (readonly Passing[])[],
  store: (batch: readonly Passing[]) => Promise<unknown>,
): Promise<void> {
  for (const batch of batches) await store(batch);
}
