import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { type Passing, RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import { storeConnections } from './store-connections.js';

const START_US = 1_707_867_000_000_000;
const DAY_US = 86_400_000_000;
const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 150);
const redis = storeConnections();

describe('passings that are dated anew', () => {
  const query = {
    window: { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER },
    order: 'asc',
    limit: 10_000,
  } as const;
  const behind = (passingNumber: number): Passing =>
    aPassing({
      passingNumber,
      timeUs: START_US - 14 * DAY_US + passingNumber * 1000,
      rtcTimeUs: START_US + passingNumber * 1000,
      clockOffsetUs: -14 * DAY_US,
    });
  const right = (passing: Passing): Passing => ({
    ...passing,
    timeUs: passing.timeUs + 14 * DAY_US,
    clockOffsetUs: 0,
    receivedAtMs: passing.receivedAtMs + (14 * DAY_US) / 1000,
  });

  it('are there once, for whoever read them before too, and leave no empty chunk behind', async () => {
    const site = randomUUID();
    const repository = new RedisPassingsRepository(redis, site);
    const other = new RedisPassingsRepository(redis, site);
    const passings = Array.from({ length: 50 }, (_, at) => behind(at + 1));
    await repository.store(passings);
    expect((await other.find(query)).passings()).toEqual(passings);
    const changes = passings.map((kept) => ({ kept, dated: right(kept) }));
    expect(await repository.redate(changes.slice(0, 30))).toBe(30);
    // Repeated as after a lost answer.
    expect(await repository.redate(changes)).toBe(20);
    for (const reader of [repository, other, new RedisPassingsRepository(redis, site)])
      expect((await reader.find(query)).passings()).toEqual(passings.map(right));
    expect(await redis.reader.zcard(`cl:{${site}}:chunks`)).toBe(1);
    expect(await other.sessions({ ...query, limit: 10 })).toMatchObject({ sessions: [{ passingCount: 50 }] });
  });

  it('are where they lie for who read their chunk at that moment, and reads it again', async () => {
    const site = randomUUID();
    const repository = new RedisPassingsRepository(redis, site);
    const many = Array.from({ length: 6000 }, (_, at) => behind(at + 1));
    for (let from = 0; from < many.length; from += 1000)
      await repository.store(many.slice(from, from + 1000));
    const [first, ...others] = many;
    if (first === undefined) throw new Error('no passings');
    let isMoved = false;
    // The count of segments is asked between reading them.
    const { reader } = redis;
    const hget = reader.hget.bind(reader);
    const asked = jest.spyOn(reader, 'hget').mockImplementation(async (key, field) => {
      if (!isMoved && String(key).endsWith(':segments')) {
        isMoved = true;
        await repository.redate([{ kept: first, dated: right(first) }]);
      }
      return hget(key, field);
    });
    const other = new RedisPassingsRepository(redis, site);
    await other.find(query);
    asked.mockRestore();
    expect(isMoved).toBe(true);
    const found = (await other.find(query)).passings();
    expect(found).toEqual([...others, right(first)]);
  });

  it('are planned, so that another run goes on, and does nothing twice', async () => {
    const site = randomUUID();
    const repository = new RedisPassingsRepository(redis, site);
    const passings = Array.from({ length: 1500 }, (_, at) => behind(at + 1));
    await repository.store(passings.slice(0, 1000));
    await repository.store(passings.slice(1000));
    const changes = passings.map((kept) => ({ kept, dated: right(kept) }));
    expect(await repository.plannedRedatings()).toEqual([]);
    await repository.planRedatings(changes.slice(0, 7));
    await repository.planRedatings(changes);
    await repository.redate(changes.slice(0, 100));
    const other = new RedisPassingsRepository(redis, site);
    const planned = await other.plannedRedatings();
    expect(planned).toEqual(changes);
    expect(await other.redate(planned.slice(0, 1000))).toBe(900);
    expect(await other.redate(planned.slice(1000))).toBe(500);
    expect((await repository.find(query)).passings()).toEqual(passings.map(right));
    await other.planRedatings([]);
    expect(await repository.plannedRedatings()).toEqual([]);
    expect(await redis.reader.exists(`cl:{${site}}:redatings`)).toBe(0);
  });

  it('are known when they come again, however they are dated', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    await repository.store([behind(1), behind(2)]);
    await repository.redate([{ kept: behind(1), dated: right(behind(1)) }]);
    const again = [behind(1), right(behind(1)), right(behind(2))];
    for (const each of again) expect(await repository.store([each])).toEqual({ stored: 0, repeated: 1 });
  });

  it('are one from then on, where one was kept twice', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    const placed = (timeUs: number): Passing =>
      aPassing({ passingNumber: 7, timeUs, timeSource: 'received', rtcTimeUs: 2_842_000_000 });
    const dated = aPassing({
      passingNumber: 7,
      timeUs: START_US,
      timeSource: 'estimated',
      rtcTimeUs: 2_842_000_000,
      clockOffsetUs: START_US - 2_842_000_000,
    });
    const twice = [placed(START_US + 1_000_000), placed(START_US + 900_000_000)];
    expect(await repository.store(twice)).toEqual({ stored: 2, repeated: 0 });
    await repository.redate(twice.map((kept) => ({ kept, dated })));
    expect((await repository.find(query)).passings()).toEqual([dated]);
    expect(await repository.sessions({ ...query, limit: 10 })).toMatchObject({
      sessions: [{ passingCount: 1 }],
    });
  });

  it('do not hold Redis for long, in a chunk of many segments', async () => {
    const repository = new RedisPassingsRepository(redis, randomUUID());
    const many = Array.from({ length: 20_000 }, (_, at) => behind(at + 1));
    for (let from = 0; from < many.length; from += 1000)
      await repository.store(many.slice(from, from + 1000));
    const changes = many.map((kept) => ({ kept, dated: right(kept) }));
    for (let from = 0; from < changes.length; from += 100)
      expect(await repository.redate(changes.slice(from, from + 100))).toBe(100);
    expect((await repository.find({ ...query, limit: 30_000 })).passings()).toEqual(many.map(right));
  }, 120_000);

  it('are where the naive model has them, whatever is dated anew after what', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom('1', '2')),
          { minLength: 1, maxLength: 6 },
        ),
        fc.array(fc.array(fc.tuple(fc.nat(), fc.integer({ min: -2, max: 2 })), { maxLength: 4 }), {
          maxLength: 3,
        }),
        async (drawn, rounds) => {
          const passings: Passing[] = drawn.map(([passingNumber, t, transponderId]) =>
            aPassing({ passingNumber, timeUs: START_US + t, transponderId }),
          );
          const naive = new NaivePassingsRepository();
          const repository = new RedisPassingsRepository(redis, randomUUID());
          for (const each of [naive, repository]) await each.store(passings);
          for (const round of rounds) {
            const kept = (await naive.find(query)).passings();
            const changes = round.flatMap(([which, by]) => {
              const one = kept[which % kept.length];
              return one === undefined
                ? []
                : [
                    {
                      kept: one,
                      dated: { ...one, timeUs: one.timeUs + by, clockOffsetUs: one.clockOffsetUs + by },
                    },
                  ];
            });
            expect(await repository.redate(changes)).toBe(await naive.redate(changes));
            expect((await repository.find(query)).passings()).toEqual((await naive.find(query)).passings());
          }
        },
      ),
      { numRuns: RUNS },
    );
  }, 120_000);
});
