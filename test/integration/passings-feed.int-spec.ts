import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import {
  type Passing,
  RedisPassingsRepository,
  type Redating,
  type ShownPassing,
  UnknownCursor,
} from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { arbitraryHistory, START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { FeedReader, shown } from './feed-reader.js';
import { storeConnections } from './store-connections.js';

const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 100);
const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
const redis = storeConnections();
const always = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };

async function keptIn(repository: RedisPassingsRepository): Promise<ShownPassing[]> {
  const page = await repository.find({ window: always, order: 'asc', limit: 50_000 });
  return page.passings().map(shown);
}

const texts = (passings: readonly ShownPassing[]): string[] =>
  passings.map((each) => JSON.stringify(each)).sort();

const passing = (passingNumber: number, given: Partial<Passing> = {}): Passing =>
  aPassing({ passingNumber, timeUs: START_US + passingNumber * 1000, ...given });
const passings = (from: number, count: number, given: Partial<Passing> = {}): Passing[] =>
  Array.from({ length: count }, (_, at) => passing(from + at, given));

/** Steps that change what is kept otherwise than by storing. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant('store' as const) },
  { weight: 2, arbitrary: fc.constant('redate' as const) },
  { weight: 1, arbitrary: fc.constant('take out' as const) },
  { weight: 2, arbitrary: fc.constant('upkeep' as const) },
  { weight: 1, arbitrary: fc.constant('forget' as const) },
);

describe('the feed', () => {
  it('tells each passing once, in the order of storing, whatever happens to those before', async () => {
    const drawn = fc.record({
      history: arbitraryHistory,
      steps: fc.array(step, { maxLength: 20 }),
      limit: fc.integer({ min: 1, max: 12 }),
      byUs: fc.constantFrom(-HOUR_US, -1, 1, 700_000_000, HOUR_US),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ history, steps, limit, byUs }) => {
        const repository = new RedisPassingsRepository(redis, randomUUID());
        const reader = await FeedReader.fromOldest(repository.feed, limit);
        const batches = [...history];
        let areAllOnce = true;
        for (const each of [...steps, ...history.map(() => 'store' as const)]) {
          if (each === 'store') await repository.store(batches.shift() ?? []);
          else if (each === 'redate') {
            const page = await repository.find({ window: always, order: 'desc', limit: 3 });
            const changes = page
              .passings()
              .map((kept): Redating => ({ kept, dated: { ...kept, timeUs: kept.timeUs + byUs } }));
            if ((await repository.redate(changes)) > 0) areAllOnce = false;
          } else if (each === 'take out')
            await repository.takeOut('back', ({ passingNumber }) => (passingNumber ?? 0) % 3 === 0);
          else if (each === 'upkeep') await repository.compactBefore(START_US + 2 * DAY_US);
          else await repository.forgetBefore(START_US + 2 * DAY_US, 2, () => Promise.resolve());
          await reader.catchUp();
          expect(reader.lacking(await keptIn(repository))).toEqual([]);
        }
        expect(reader.rewinds).toBe(0);
        // A passing that was dropped or taken out may come again by itself, and is told again then.
        if (areAllOnce && !steps.some((each) => each === 'take out' || each === 'forget'))
          expect(texts(reader.told)).toEqual(texts(await keptIn(repository)));
        await repository.compactBefore(START_US + 2 * DAY_US);
        const anew = await FeedReader.fromOldest(repository.feed, limit);
        await anew.catchUp();
        expect(texts(anew.told)).toEqual(texts(await keptIn(repository)));
      }),
      { numRuns: RUNS },
    );
  }, 240_000);

  it('goes on at any cursor: what is behind it, and nothing in front', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    const extended = { timeSource: 'received', rtcTimeUs: 5 } as const;
    const stored = passings(1, 300).map((each, at) => (at % 7 === 0 ? { ...each, ...extended } : each));
    for (let from = 0; from < 300; from += 50) await repository.store(stored.slice(from, from + 50));
    const all = await FeedReader.fromOldest(repository.feed, 1000);
    await all.catchUp();
    expect(all.told).toEqual(stored.map(shown));
    for (const [index, cursor] of all.cursors.entries()) {
      if (index % 7 > 2) continue;
      const reader = new FeedReader(repository.feed, 1 + (index % 9), cursor);
      await reader.catchUp();
      expect(reader.told).toEqual(stored.slice(index + 1).map(shown));
    }
  });

  it('tells a late passing when it is stored, and what is new from now on', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    await repository.store([passing(1), passing(3)]);
    const reader = new FeedReader(repository.feed, 10, await repository.feed.now());
    await reader.catchUp();
    await repository.store([passing(4), passing(2), passing(1)]);
    await reader.catchUp();
    expect(reader.told.map(({ passingNumber }) => passingNumber)).toEqual([4, 2]);
  });

  it('tells a passing again that was dated anew, and not the new one where a chunk begins again', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    await repository.store([passing(1)]);
    const reader = await FeedReader.fromOldest(repository.feed, 10);
    const [kept] = [passing(1)];
    await repository.redate([{ kept, dated: { ...kept, timeUs: kept.timeUs + DAY_US } }]);
    // The chunk of the first one is gone, and begins again.
    await repository.store([passing(2)]);
    await reader.catchUp();
    expect(reader.told.map(({ passingNumber, timeUs }) => [passingNumber, timeUs])).toEqual([
      [1, passing(1).timeUs + DAY_US],
      [2, passing(2).timeUs],
    ]);
  });

  it('refuses what is no cursor, of another site, or of passings that are dropped, and tells the oldest', async () => {
    const [repository, other] = [randomUUID(), randomUUID()].map(
      (site) => new RedisPassingsRepository(redis, site),
    );
    if (repository === undefined || other === undefined) throw new Error('no repositories');
    await repository.store([passing(1)]);
    await repository.store([
      passing(2, { timeUs: START_US + 2 * DAY_US, receivedAtMs: START_US / 1000 + 2 * 86_400_000 }),
    ]);
    const before = await repository.feed.oldest();
    await repository.forgetBefore(START_US + DAY_US, 10, () => Promise.resolve());
    await repository.compactBefore(START_US);
    const oldest = await repository.feed.oldest();
    expect(oldest).not.toBe(before);
    for (const wrong of ['', '17', before, await other.feed.now()]) {
      const refused = repository.feed.read(wrong, 10);
      await expect(refused).rejects.toThrow(UnknownCursor);
      await expect(refused).rejects.toMatchObject({ oldest });
    }
    const reader = new FeedReader(repository.feed, 10, oldest);
    await reader.catchUp();
    expect(reader.told.map(({ passingNumber }) => passingNumber)).toEqual([2]);
  });
});

describe('passings of an earlier version', () => {
  it('are told first, in order of time by ten minutes, before any that is stored then', async () => {
    const server = new RedisOnPort(await freePort());
    copyFileSync(join('test', 'fixtures', 'format-1', 'dump.rdb'), join(server.folder, 'dump.rdb'));
    await server.start();
    const connections = { writer: new Redis(server.url), reader: new Redis(server.url) };
    try {
      const repository = new RedisPassingsRepository(connections, 'main');
      const earlier = await keptIn(repository);
      const [first] = earlier;
      if (first === undefined) throw new Error('the fixture has no passing');
      const late = passing(999_999, { timeUs: first.timeUs + 5 });
      await repository.store([late]);
      const reader = await FeedReader.fromOldest(repository.feed, 500);
      await reader.catchUp();
      expect(texts(reader.told)).toEqual(texts([...earlier, shown(late)]));
      expect(reader.told.at(-1)).toEqual(shown(late));
      const chunks = reader.told.slice(0, -1).map(({ timeUs }) => Math.floor(timeUs / 600_000_000));
      expect(chunks).toEqual(chunks.toSorted((a, b) => a - b));
      // Upgraded segments have one slot more in front.
      await repository.compactBefore(START_US + 100 * DAY_US);
      const anew = await FeedReader.fromOldest(repository.feed, 77);
      await anew.catchUp();
      expect(anew.told).toEqual(reader.told);
    } finally {
      for (const connection of Object.values(connections)) connection.disconnect();
      await server.remove();
    }
  }, 60_000);
});
