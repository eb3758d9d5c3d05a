import { Logger } from '@nestjs/common';
import type { Passing } from '#passings';
import { aPassing } from '../../../../libs/passings/src/testing/a-passing.js';
import { NaivePassingsRepository } from '../../../../libs/passings/src/testing/naive-passings.repository.js';
import { readEnvironment } from '../config/environment.js';
import { RetentionService } from './retention.service.js';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 6, 1, 12, 34, 56);

const passingAt = (timeMs: number, passingNumber: number): Passing =>
  aPassing({ passingNumber, timeUs: timeMs * 1000 });

describe(RetentionService.name, () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  const leftAfter = async (environment: Record<string, string>): Promise<number[]> => {
    const repository = new NaivePassingsRepository();
    const ages = [400, 30, 1, 0].map((days) => NOW_MS - days * DAY_MS);
    const moments = ages.flatMap((ms) => [ms - 3_600_000, ms]);
    await repository.store(moments.map(passingAt));
    await new RetentionService(readEnvironment(environment), repository, { nowMs: () => NOW_MS }).forgetOld();
    const window = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };
    const page = await repository.find({ window, order: 'asc', limit: 100 });
    return page.passings().map(({ passingNumber }) => passingNumber ?? -1);
  };

  it('keeps everything inside the days that are kept', async () => {
    expect(await leftAfter({ COACHLINK_RETENTION_DAYS: '30' })).toEqual([3, 4, 5, 6, 7]);
    expect(await leftAfter({ COACHLINK_RETENTION_DAYS: '1' })).toEqual([5, 6, 7]);
  });

  it('keeps everything for ever where nothing is said', async () => {
    expect(await leftAfter({})).toHaveLength(8);
  });
});
