import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import type { Passing } from '#passings';
import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { DAY_MS, HOUR_MS, RetentionTrial } from './testing/retention-trial.js';

const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 150);
const KEPT_DAYS = 10;
/** A decoder in local time vouches for a clock that is this far off, and a start is not called ahead within a day. */
const SLACK_MS = 1.5 * DAY_MS;

/** Temporary error of this machine's clock: an evening, a bad answer, years. */
const errorMs = fc.oneof(
  fc.constantFrom(800 * DAY_MS, -800 * DAY_MS, 3 * DAY_MS, DAY_MS, HOUR_MS, -HOUR_MS),
  fc.integer({ min: -20 * DAY_MS, max: 20 * DAY_MS }),
);
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 300 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('come' as const),
      count: fc.integer({ min: 1, max: 20 }),
      // Times of a clock that was never set, times of passings that are resent late, live, or ahead.
      timeMs: fc.oneof(
        fc.integer({ min: 0, max: HOUR_MS }).map((ms) => (): number => ms),
        fc.integer({ min: -DAY_MS, max: 30 * DAY_MS }).map(
          (lateMs) =>
            (trueMs: number): number =>
              trueMs - lateMs,
        ),
        fc.constant((trueMs: number): number => trueMs),
      ),
    }),
  },
  // A clock that is wrong for less than a day; the machine may be restarted meanwhile, more than once.
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wrong' as const),
      errorMs,
      hours: fc.array(
        fc.record({
          hours: fc.integer({ min: 0, max: 5 }),
          startDays: fc.constantFrom(undefined, KEPT_DAYS, 20),
        }),
        {
          maxLength: 4,
        },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('start' as const), days: fc.constantFrom(KEPT_DAYS, 20) }),
  },
);

describe('retention, whatever the clocks do', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  const come = async (trial: RetentionTrial, first: number, count: number, timeMs: number): Promise<void> => {
    const { wallMs } = trial;
    await trial.repository.store(
      Array.from({ length: count }, (_, at) =>
        aPassing({ passingNumber: first + at, timeUs: timeMs * 1000 + at, receivedAtMs: wallMs }),
      ),
    );
  };

  it('drops nothing whose later time, its own or its receipt, is younger than the setting', async () => {
    let droppedInAll = 0;
    const decoderErrorMs = fc.option(fc.integer({ min: -DAY_MS / 2, max: DAY_MS / 2 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { maxLength: 25 }),
        decoderErrorMs,
        async (happenings, rtcErrorMs) => {
          const trial = new RetentionTrial();
          trial.decoderErrorMs = rtcErrorMs;
          let before: readonly Passing[] = [];
          let number = 1;
          const check = async (): Promise<void> => {
            const kept = new Set((await trial.kept()).map(({ passingNumber }) => passingNumber));
            for (const { passingNumber, timeUs, receivedAtMs } of before) {
              if (kept.has(passingNumber)) continue;
              droppedInAll++;
              const youngerMs = Math.max(timeUs / 1000, receivedAtMs);
              expect(trial.trueMs - youngerMs).toBeGreaterThanOrEqual(KEPT_DAYS * DAY_MS - SLACK_MS);
            }
            before = await trial.kept();
          };
          const pass = async (hours: number): Promise<void> => {
            for (let hour = 0; hour < hours; hour++) {
              await trial.hours(1);
              await check();
            }
          };
          await trial.start(KEPT_DAYS);
          for (const each of happenings) {
            switch (each.kind) {
              case 'pass':
                await pass(each.hours);
                break;
              case 'come':
                await come(trial, number, each.count, Math.max(0, each.timeMs(trial.trueMs)));
                number += each.count;
                before = await trial.kept();
                break;
              case 'wrong':
                trial.set(each.errorMs);
                await trial.run();
                for (const { hours, startDays } of each.hours) {
                  await come(trial, number++, 1, trial.trueMs);
                  before = await trial.kept();
                  if (startDays !== undefined) await trial.start(startDays);
                  await pass(hours);
                }
                trial.set(0);
                await trial.run();
                break;
              case 'start':
                await trial.start(each.days);
            }
            await check();
          }
        },
      ),
      { numRuns: RUNS },
    );
    expect(droppedInAll).toBeGreaterThan(0);
  }, 120_000);
});
