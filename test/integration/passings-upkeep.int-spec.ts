import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Passing, RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { storeConnections } from './store-connections.js';

const DAY_US = 86_400_000_000;
const redis = storeConnections();

describe('upkeep of the store', () => {
  it('makes a digest of a day that is over, and anew after something came late', async () => {
    const site = randomUUID();
    const repository = new RedisPassingsRepository(redis, site);
    const day = Math.floor(START_US / DAY_US);
    const at = (passingNumber: number, timeUs: number): Passing => aPassing({ passingNumber, timeUs });
    const digestBytes = (): Promise<number> => redis.reader.hstrlen(`cl:{${site}}:digests`, String(day));
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
    // Another gateway, which has stored none of the passings.
    const other = new RedisPassingsRepository(
      { reader: redis.reader, writer: failingOnce(redis.writer, 'setDigest') },
      site,
    );
    await expect(other.compactBefore(Number.MAX_SAFE_INTEGER)).rejects.toThrow('closed');
    await other.compactBefore(Number.MAX_SAFE_INTEGER);
    const sizes = await Promise.all(
      days.map((day) => redis.reader.hstrlen(`cl:{${site}}:digests`, String(day))),
    );
    expect(sizes).toEqual([16, 16, 16]);
  });

  it('takes away the digest that an earlier version kept, and makes it anew', async () => {
    const site = randomUUID();
    const repository = new RedisPassingsRepository(redis, site);
    const day = Math.floor(START_US / DAY_US);
    const window = { fromUs: day * DAY_US, untilUs: (day + 1) * DAY_US - 1 };
    await repository.store([aPassing({ passingNumber: 1, timeUs: START_US })]);
    // A passing that came since is missing in a digest of the earlier form.
    await redis.writer.set(`cl:{${site}}:digest:${day}`, Buffer.alloc(16, 1));
    expect((await repository.sessions({ window, limit: 10 })).sessions).toHaveLength(1);
    await repository.compactBefore(window.untilUs + 1);
    expect(await redis.reader.exists(`cl:{${site}}:digest:${day}`)).toBe(0);
    expect((await repository.sessions({ window, limit: 10 })).sessions).toMatchObject([{ passingCount: 1 }]);
  });
});

/** Returns the connection, with the first call of one command failing. */
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
