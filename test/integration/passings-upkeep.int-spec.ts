import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { type Passing, RedisPassingsRepository } from '#passings';
import { arbitraryHistory, SPAN_US, START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';

const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 150);
let redis: { writer: Redis; reader: Redis };

beforeAll(() => {
  const url = process.env.COACHLINK_TEST_REDIS_URL ?? '';
  redis = { writer: new Redis(url), reader: new Redis(url) };
  // One connection serves a repository for each random history here.
  for (const connection of [redis.writer, redis.reader]) connection.setMaxListeners(0);
});
afterAll(async () => {
  await Promise.all([redis.writer.quit(), redis.reader.quit()]);
});

describe('upkeep of the store', () => {
  it('forgets whole chunks of ten minutes by age, and nothing else', async () => {
    const passing: Passing = {
      decoderId: 'finish',
      loopId: 1,
      passingNumber: 1,
      isNumberDoubtful: false,
      transponderId: '1234',
      timeUs: START_US,
      timeSource: 'utc',
      rtcTimeUs: 5,
      clockOffsetUs: 0,
      receivedAtMs: 0,
      strength: null,
      hits: null,
      batteryVoltageV: null,
      decoderFlags: null,
    };
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
    const DAY_US = 86_400_000_000;
    const day = Math.floor(START_US / DAY_US);
    const at = (passingNumber: number, timeUs: number): Passing => ({
      decoderId: 'finish',
      loopId: 1,
      passingNumber,
      isNumberDoubtful: false,
      transponderId: '1234',
      timeUs,
      timeSource: 'rtc',
      rtcTimeUs: timeUs,
      clockOffsetUs: 0,
      receivedAtMs: 1,
      strength: null,
      hits: null,
      batteryVoltageV: null,
      decoderFlags: null,
    });
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
});
