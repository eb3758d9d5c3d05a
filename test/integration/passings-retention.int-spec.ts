import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Passing, type PassingsRepository, RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { arbitraryHistory, SPAN_US, START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import { storeConnections } from './store-connections.js';

const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 150);
const UNIT_US = 600_000_000;
const EVERYTHING = {
  window: { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER },
  order: 'asc',
  limit: 1000,
} as const;
const redis = storeConnections();
const nobody = (): Promise<void> => Promise.resolve();

async function forgetAllBefore(repository: PassingsRepository, timeUs: number): Promise<number> {
  for (let units = 0; ;) {
    const forgotten = await repository.forgetBefore(timeUs, 2, nobody);
    if (forgotten.units === 0) return units;
    units += forgotten.units;
  }
}

describe('retention in the store', () => {
  let repository: RedisPassingsRepository;
  beforeEach(() => {
    repository = new RedisPassingsRepository(redis, randomUUID());
  });
  const kept = async (): Promise<readonly Passing[]> => (await repository.find(EVERYTHING)).passings();
  const at = (passingNumber: number, timeUs: number, receivedAtUs = timeUs): Passing =>
    aPassing({ passingNumber, timeUs, receivedAtMs: receivedAtUs / 1000, timeSource: 'utc', rtcTimeUs: 5 });

  it('forgets whole units of ten minutes by age, and nothing else', async () => {
    const later = at(2, START_US + UNIT_US);
    await repository.store([at(1, START_US), later]);
    expect(await forgetAllBefore(repository, START_US + UNIT_US - 1)).toBe(0);
    expect(await repository.agedBefore(START_US + UNIT_US)).toEqual({
      units: 1,
      passings: 2,
      keptPassings: 4,
    });
    expect(await forgetAllBefore(repository, START_US + UNIT_US)).toBe(1);
    expect(await kept()).toEqual([later]);
    const window = { fromUs: START_US, untilUs: START_US + SPAN_US };
    expect(await repository.countActive(window)).toBe(1);
  });

  it('keeps what was received since, and what lies with it, until that is old as well', async () => {
    const nowUs = START_US + 40 * 86_400_000_000;
    // The clock was never set: 2,842 s after 1970. The newest receipt counts, not the last one that came.
    await repository.store([at(1, 2_842_000_000, nowUs), at(2, 2_842_000_001, START_US)]);
    await repository.store([at(3, START_US)]);
    const cutoffUs = nowUs - 30 * 86_400_000_000;
    expect(await forgetAllBefore(repository, cutoffUs)).toBe(1);
    expect((await kept()).map(({ passingNumber }) => passingNumber)).toEqual([1, 2]);
    expect(await repository.agedBefore(cutoffUs)).toEqual({ units: 0, passings: 0, keptPassings: 0 });
    expect(await forgetAllBefore(repository, nowUs + 1)).toBe(1);
    expect(await kept()).toEqual([]);
  });

  it('tells of the numbers beforehand, and forgets nothing where that fails, or where something came meanwhile', async () => {
    await repository.store([at(1, START_US), at(2, START_US + UNIT_US)]);
    const cutoffUs = START_US + 2 * UNIT_US;
    const failing = repository.forgetBefore(cutoffUs, 2, () => Promise.reject(new Error('no ledger')));
    await expect(failing).rejects.toThrow('no ledger');
    expect(await kept()).toHaveLength(2);

    const told: number[] = [];
    const forgotten = await repository.forgetBefore(cutoffUs, 2, async (numbers) => {
      told.push(...(numbers.get('finish') ?? []).map(({ number }) => number));
      await repository.store([at(3, START_US + UNIT_US + 1, cutoffUs)]);
    });
    expect(told).toEqual([1, 2]);
    expect(forgotten).toEqual({ units: 1, passings: 1 });
    expect((await kept()).map(({ passingNumber }) => passingNumber)).toEqual([2, 3]);
  });

  it('looks at a chunk again where the receipt that it stayed for was wrong, and was corrected', async () => {
    const aheadUs = 800 * 86_400_000_000;
    const wrong = at(1, START_US, START_US + aheadUs);
    await repository.store([wrong, at(2, START_US + 1)]);
    const cutoffUs = START_US + 40 * 86_400_000_000;
    expect(await forgetAllBefore(repository, cutoffUs)).toBe(0);
    await repository.redate([{ kept: wrong, dated: at(1, START_US) }]);
    expect(await forgetAllBefore(repository, cutoffUs)).toBe(1);
    expect(await kept()).toEqual([]);
  });

  it('sees the newest receipt of a chunk whose last passing was dated anew and lies elsewhere', async () => {
    const nowUs = START_US + 40 * 86_400_000_000;
    const last = at(2, START_US + 1, START_US);
    await repository.store([at(1, START_US, nowUs), last]);
    await repository.redate([{ kept: last, dated: { ...last, timeUs: START_US - UNIT_US } }]);
    const { units } = await repository.agedBefore(nowUs - 1);
    expect(units).toBe(1);
    expect(await repository.newestReceiptMs()).toBe(nowUs / 1000);
    expect(await forgetAllBefore(repository, nowUs - 1)).toBe(1);
    expect((await kept()).map(({ passingNumber }) => passingNumber)).toEqual([1]);
  });

  it('drops nothing that was dated anew and came into a chunk while it was looked at, or went from it', async () => {
    const old = at(1, START_US);
    const moved = at(2, START_US + 1);
    const young = at(3, START_US + 20 * UNIT_US);
    await repository.store([old, moved, young]);
    const cutoffUs = START_US + 2 * UNIT_US;
    const forgotten = await repository.forgetBefore(cutoffUs, 2, async () => {
      await repository.redate([{ kept: young, dated: { ...young, timeUs: START_US + 2 } }]);
      await repository.redate([{ kept: moved, dated: { ...moved, timeUs: START_US + 20 * UNIT_US } }]);
    });
    expect(forgotten).toEqual({ units: 0, passings: 0 });
    expect((await kept()).map(({ passingNumber }) => passingNumber)).toEqual([1, 3, 2]);
  });

  it('knows when the newest passing was received, whatever its own time is', async () => {
    expect(await repository.newestReceiptMs()).toBeUndefined();
    await repository.store([at(1, START_US, START_US + 5000), at(2, START_US + UNIT_US, START_US)]);
    expect(await repository.newestReceiptMs()).toBe(START_US / 1000 + 5);
  });

  it('remembers over a restart what was announced', async () => {
    const state = {
      days: 30,
      announced: { atMs: 5, untilUs: 7 },
      allowedUntilUs: 0,
      provenAtMs: 5,
      droppedUntilUs: null,
    };
    expect(await repository.retentionState()).toBeUndefined();
    await repository.keepRetentionState(state);
    expect(await repository.retentionState()).toEqual(state);
  });

  it('forgets nothing inside the time that is kept by time or receipt, and every unit that is older', async () => {
    const momentUs = fc.integer({ min: 0, max: SPAN_US }).map((us) => START_US + us);
    await fc.assert(
      fc.asyncProperty(arbitraryHistory, momentUs, async (history, cutoffUs) => {
        const naive = new NaivePassingsRepository();
        repository = new RedisPassingsRepository(redis, randomUUID());
        // Most passings come soon, some up to an hour late: receipts are not in the order of times.
        const lateMs = (receivedAtMs: number): number =>
          receivedAtMs % 3 === 0 ? receivedAtMs % 3_600_000 : 0;
        const near = (passing: Passing): Passing => ({
          ...passing,
          receivedAtMs: Math.floor(passing.timeUs / 1000) + lateMs(passing.receivedAtMs),
        });
        for (const batch of history) {
          await naive.store(batch.map(near));
          await repository.store(batch.map(near));
        }
        await repository.compactBefore(Number.MAX_SAFE_INTEGER);
        const before = (await naive.find(EVERYTHING)).passings();
        const { units } = await naive.agedBefore(cutoffUs);
        expect((await repository.agedBefore(cutoffUs)).units).toBeGreaterThanOrEqual(units);
        expect(await forgetAllBefore(repository, cutoffUs)).toBe(units);
        expect(await forgetAllBefore(naive, cutoffUs)).toBe(units);
        expect((await repository.agedBefore(cutoffUs)).units).toBe(0);
        const left = await kept();
        expect(left).toEqual((await naive.find(EVERYTHING)).passings());
        const young = before.filter((each) => Math.max(each.timeUs, each.receivedAtMs * 1000) >= cutoffUs);
        expect(left).toEqual(expect.arrayContaining(young));
        const sessions = { window: EVERYTHING.window, limit: 1000 };
        expect(await repository.sessions(sessions)).toEqual(await naive.sessions(sessions));
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  }, 120_000);
});
