import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { type Passing, RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { arbitraryHistory, SPAN_US, START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import { storeConnections } from './store-connections.js';

const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 150);
const DAY_US = 86_400_000_000;
const redis = storeConnections();

describe('upkeep of the store', () => {
  it('forgets whole chunks of ten minutes by age, and nothing else', async () => {
    const passing = aPassing({ passingNumber: 1, timeUs: START_US, timeSource: 'utc', rtcTimeUs: 5 });
    const later = { ...passing, passingNumber: 2, timeUs: START_US + 600_000_000 };
    const repository = new RedisPassingsRepository(redis, randomUUID());
    await repository.store([passing, later]);
    expect(await repository.forgetBefore(START_US + 599_999_999)).toBe(0);
    expect(await repository.forgetBefore(START_US + 600_000_000)).toBe(1);
    const window = { fromUs: START_US, untilUs: START_US + SPAN_US };
    expect((await repository.find({ window, order: 'asc', limit: 10 })).passings()).toEqual([later]);
    expect(await repository.countActive(window)).toBe(1);
  });

  it('forgets nothing inside the time that is kept, and everything of the units before it', async () => {
    const cutoffUs = fc.integer({ min: 0, max: SPAN_US }).map((us) => START_US + us);
    await fc.assert(
      fc.asyncProperty(arbitraryHistory, cutoffUs, async (history, cutoff) => {
        const [naive, repository] = [
          new NaivePassingsRepository(),
          new RedisPassingsRepository(redis, randomUUID()),
        ];
        for (const batch of history) {
          await naive.store(batch);
          await repository.store(batch);
        }
        await repository.compactBefore(Number.MAX_SAFE_INTEGER);
        const query = {
          window: { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER },
          order: 'asc',
          limit: 1000,
        } as const;
        const before = (await naive.find(query)).passings();
        const units = await repository.forgetBefore(cutoff);
        expect(units).toBe(await naive.forgetBefore(cutoff));
        const left = (await repository.find(query)).passings();
        const beginOfUnit = Math.floor(cutoff / 600_000_000) * 600_000_000;
        expect(left).toEqual(before.filter(({ timeUs }) => timeUs >= beginOfUnit));
        const sessions = { window: query.window, limit: 1000 };
        expect(await repository.sessions(sessions)).toEqual(await naive.sessions(sessions));
      }),
      { numRuns: Math.ceil(RUNS / 3), interruptAfterTimeLimit: 60_000 },
    );
  }, 120_000);

  it('makes a digest of a day that is over, and anew after something came late', async () => {
    const site = randomUUID();
    const repository = new RedisPassingsRepository(redis, site);
    const day = Math.floor(START_US / DAY_US);
    const at = (passingNumber: number, timeUs: number): Passing => aPassing({ passingNumber, timeUs });
    const digestBytes = (): Promise<number> => redis.reader.strlen(`cl:{${site}}:digest:${day}`);
    const window = { fromUs: day * DAY_US, untilUs: (day + 1) * DAY_US - 1 };
    const counted = async (): Promise<number[]> =>
      (await repository.sessions({ window, limit: 10 })).sessions.map(({ passingCount }) => passingCount);

    await repository.store([at(1, START_US), at(2, START_US + 1_300_000_000)]);
    await repository.compactBefore(window.untilUs);
    expect(await digestBytes()).toBe(0);
    await repository.compactBefore(window.untilUs + 1);
    expect(await digestBytes()).toBe(32);
    expect(await counted()).toEqual([2]);

    await repository.store([at(3, START_US + 1)]);
    expect(await digestBytes()).toBe(0);
    expect(await counted()).toEqual([3]);
    await repository.compactBefore(window.untilUs + 1);
    expect(await digestBytes()).toBe(32);
    expect(await counted()).toEqual([3]);
  });

  it('makes the digests of the days behind one that failed as well', async () => {
    const site = randomUUID();
    const repository = new RedisPassingsRepository(redis, site);
    const days = [1, 2, 3].map((later) => Math.floor(START_US / DAY_US) + later);
    await repository.store(days.map((day, at) => aPassing({ passingNumber: at + 1, timeUs: day * DAY_US })));
    // Another gateway, which has stored none of it.
    const other = new RedisPassingsRepository(
      { reader: redis.reader, writer: failingOnce(redis.writer, 'setDigest') },
      site,
    );
    await expect(other.compactBefore(Number.MAX_SAFE_INTEGER)).rejects.toThrow('closed');
    await other.compactBefore(Number.MAX_SAFE_INTEGER);
    const sizes = await Promise.all(days.map((day) => redis.reader.strlen(`cl:{${site}}:digest:${day}`)));
    expect(sizes).toEqual([16, 16, 16]);
  });
});

/** The connection, of which one command fails the first time that it is called. */
function failingOnce(connection: Redis, command: keyof Redis): Redis {
  let hasFailed = false;
  return new Proxy(connection, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === command && !hasFailed) {
        hasFailed = true;
        return () => Promise.reject(new Error('Connection is closed.'));
      }
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
