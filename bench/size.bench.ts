import type { Passing } from '#passings';
import { asTheyArrive, batchesOf, hoursWith } from './data/velodrome.js';
import { BenchRedis } from './harness/bench-redis.js';
import { OurStore } from './harness/our-store.js';
import type { Bench } from './harness/row.js';
import { SortedSets } from './rivals/sorted-sets.js';

const PASSINGS = 10_000_000;
/** Number of the rival's passings, whose figures are multiplied: it takes fifteen times the memory. */
const RIVALS_PASSINGS = 1_000_000;
const IN_BATCH = 500;
const STARTS = 5;
const SEED = 3;

interface Size {
  readonly bytesPerPassing: number;
  readonly startsMs: readonly number[];
}

export const sizeBench: Bench = {
  name: 'size',
  meaning:
    'how much memory ten million passings, some years of a busy velodrome, take, and how soon Redis starts with them',
  async run(tell) {
    const ours = await measure(PASSINGS, tell, async (redis) => {
      const store = new OurStore(redis.url);
      await store.ready();
      return {
        store: (batch) => store.store(batch),
        close: async () => {
          await store.repository.compactBefore(Number.MAX_SAFE_INTEGER);
          store.close();
        },
      };
    });
    const rivals = await measure(RIVALS_PASSINGS, tell, (redis) => {
      const rival = new SortedSets(redis.client);
      return Promise.resolve({ store: (batch) => rival.store(batch), close: () => Promise.resolve() });
    });
    const scale = PASSINGS / RIVALS_PASSINGS;
    const mine = { what: 'the store', repeats: [ours.bytesPerPassing] };
    const starts = { what: 'the store', repeats: ours.startsMs.map((ms) => ms / 1000) };
    return [
      { what: 'Redis memory of a passing', unit: 'B', ours: mine, bar: { most: 40 } },
      {
        what: 'Redis memory of a passing',
        unit: 'B',
        ours: mine,
        against: { what: 'sorted sets', repeats: [rivals.bytesPerPassing] },
        bar: { most: 1 / 12 },
      },
      {
        what: 'start of Redis with 10 million',
        unit: 's',
        ours: starts,
        against: { what: 'sorted sets, scaled,', repeats: rivals.startsMs.map((ms) => (ms * scale) / 1000) },
        bar: { most: 1 / 5 },
      },
    ];
  },
};

interface Storer {
  store(batch: readonly Passing[]): Promise<unknown>;
  /** Called after the last batch. */
  close(): Promise<void>;
}

async function measure(
  passings: number,
  tell: (progress: string) => void,
  storerOn: (redis: BenchRedis) => Promise<Storer>,
): Promise<Size> {
  const redis = await BenchRedis.start(process.env.PATH ?? '');
  const storer = await storerOn(redis);
  try {
    const emptyBytes = await redis.usedBytes();
    let stored = 0;
    for (const hour of hoursWith(passings, SEED)) {
      for (const batch of batchesOf(asTheyArrive(hour, SEED + stored), IN_BATCH)) await storer.store(batch);
      stored += hour.length;
      if (stored % 1_000_000 < hour.length) tell(`${Math.floor(stored / 1_000_000)} million stored`);
    }
    await storer.close();
    const bytesPerPassing = ((await redis.usedBytes()) - emptyBytes) / passings;
    await redis.rewrite();
    const startsMs: number[] = [];
    for (let start = 1; start <= STARTS; start++) {
      tell(`start ${start} of ${STARTS}`);
      startsMs.push(await redis.restartMs());
    }
    return { bytesPerPassing, startsMs };
  } finally {
    await redis.stop();
  }
}
