import { randomUUID } from 'node:crypto';
import {
  type Passing,
  type PassingIdentity,
  type PassingsRepository,
  RedisPassingsRepository,
} from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import { storeConnections } from './store-connections.js';

const START_US = 1_707_867_000_000_000;
const HOUR_US = 3_600_000_000;
const redis = storeConnections();

const identity = ({ passingNumber, rtcTimeUs, timeSource, timeUs }: Passing): PassingIdentity => ({
  number: passingNumber ?? 0,
  rtcTimeUs,
  ...(timeSource === 'utc' ? { utcTimeUs: timeUs } : {}),
});
const byRtc = (
  passingNumber: number,
  clockOffsetUs = 0,
  rtcTimeUs = START_US + passingNumber * 1000,
): Passing => aPassing({ passingNumber, rtcTimeUs, clockOffsetUs, timeUs: rtcTimeUs + clockOffsetUs });

describe('passings that are looked for as a decoder sends them again', () => {
  const both = (): readonly PassingsRepository[] => [
    new RedisPassingsRepository(redis, randomUUID()),
    new NaivePassingsRepository(),
  ];
  const expectKept = async (
    kept: readonly Passing[],
    sent: readonly PassingIdentity[],
    numbers: readonly number[],
  ) => {
    for (const repository of both()) {
      await repository.store(kept);
      const found = await repository.keptAmong('finish', sent);
      expect([...found].toSorted((a, b) => a - b)).toEqual(numbers);
    }
  };

  it('are found under each clock offset that the decoder has had', async () => {
    const kept = [byRtc(1), byRtc(2, HOUR_US), byRtc(3, -26 * HOUR_US), byRtc(4, START_US, 2_842_000_000)];
    await expectKept(kept, kept.map(identity), [1, 2, 3, 4]);
  });

  it('are others where the number, the time or the decoder is another', async () => {
    const others = [
      byRtc(1, 0, START_US + 7),
      byRtc(9, 0, START_US + 2000),
      { ...byRtc(3), decoderId: 'start' },
    ];
    await expectKept([byRtc(1), byRtc(2), { ...byRtc(3), decoderId: 'start' }], others.map(identity), []);
  });

  it('are found where they are not placed by their RTC', async () => {
    const utc = aPassing({
      passingNumber: 1,
      timeUs: START_US,
      timeSource: 'utc',
      rtcTimeUs: START_US + HOUR_US,
    });
    const utcAlone = aPassing({ passingNumber: 2, timeUs: START_US, timeSource: 'utc', rtcTimeUs: null });
    const received = aPassing({
      passingNumber: 3,
      timeUs: START_US,
      timeSource: 'received',
      rtcTimeUs: 2_842_000_000,
    });
    const kept = [utc, utcAlone, received];
    await expectKept(kept, kept.map(identity), [1, 2, 3]);
    const anew = kept.map((each) => ({
      ...identity(each),
      rtcTimeUs: START_US + 99,
      utcTimeUs: START_US + 99,
    }));
    await expectKept(kept, anew, []);
    const untimed = aPassing({ passingNumber: 4, timeUs: START_US, timeSource: 'received', rtcTimeUs: null });
    await expectKept([untimed], [identity(untimed)], []);
  });

  it('are found where they were dated anew', async () => {
    for (const repository of both()) {
      const [wrong, right] = [byRtc(1, -14 * 24 * HOUR_US), byRtc(1)];
      await repository.store([wrong, byRtc(2, -14 * 24 * HOUR_US)]);
      await repository.redate([{ kept: wrong, dated: right }]);
      expect(await repository.keptAmong('finish', [identity(right), identity(byRtc(2))])).toEqual(
        new Set([1, 2]),
      );
    }
  });

  it('are found in each segment of a chunk', async () => {
    const kept = Array.from({ length: 9000 }, (_, at) => byRtc(at + 1, 0, START_US + at));
    const repository = new RedisPassingsRepository(redis, randomUUID());
    for (let next = 0; next < kept.length; next += 500) await repository.store(kept.slice(next, next + 500));
    const found = await repository.keptAmong('finish', kept.map(identity));
    expect(found.size).toBe(9000);
  });
});
