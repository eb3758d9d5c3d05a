import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { beginLedger } from '#passings';
import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { RetentionService } from './retention.service.js';
import { DAY_MS, RetentionTrial } from './testing/retention-trial.js';

describe(RetentionService.name, () => {
  let trial: RetentionTrial;
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  const log = jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
  beforeEach(() => {
    trial = new RetentionTrial();
    warn.mockClear();
    log.mockClear();
  });
  afterAll(() => {
    warn.mockRestore();
    log.mockRestore();
  });

  /** Stores one passing of each of these ages in days, received when it happened. */
  const store = (...ages: readonly number[]): Promise<unknown> =>
    trial.repository.store(
      ages.map((days, at) =>
        aPassing({ passingNumber: at + 1, timeUs: (trial.trueMs - Math.round(days * DAY_MS)) * 1000 }),
      ),
    );
  const days = (from: number, until: number): number[] =>
    Array.from({ length: from - until + 1 }, (_, at) => from - at);
  const left = async (): Promise<number> => (await trial.kept()).length;

  it('keeps everything for ever where nothing is said', async () => {
    await store(...days(400, 0));
    await trial.start(undefined);
    await trial.hours(2);
    expect(await left()).toBe(401);
  });

  it('drops what is older by time and by receipt, and says how much and until when', async () => {
    await store(...days(32, 0));
    await trial.start(30);
    await trial.run();
    expect((await trial.kept()).map(({ passingNumber }) => passingNumber)).toEqual(days(33, 3).reverse());
    expect(trial.service.facts()).toEqual({
      waits: undefined,
      droppedPassings: 2,
      droppedUntilUs: (trial.trueMs - 30 * DAY_MS) * 1000,
    });
    expect(log.mock.calls).toEqual([['dropped 2 passings older than 30 days, until 2026-06-01 12:34 UTC']]);
  });

  it('drops nothing of a decoder whose clock was never set and that was received now', async () => {
    const received = { receivedAtMs: trial.trueMs };
    await trial.repository.store(
      [1, 2, 3].map((passingNumber) =>
        aPassing({ passingNumber, timeUs: 2_842_000_000 + passingNumber, ...received }),
      ),
    );
    await trial.start(30);
    await trial.hours(72);
    expect(await left()).toBe(3);
    expect(trial.service.facts().waits).toBeUndefined();
  });

  it('drops nothing while the clock is 800 days ahead for some seconds', async () => {
    await store(...days(19, 0));
    await trial.start(365);
    trial.errorMs = 800 * DAY_MS;
    await trial.run();
    expect(await left()).toBe(20);
    expect(trial.service.facts().waits).toMatch(
      /older than 365 days are not dropped.*clock of this machine was set forward by 800 days/,
    );
    trial.set(0);
    await trial.hours(72);
    expect(await left()).toBe(20);
    expect(trial.service.facts().waits).toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('drops nothing where the clock is 800 days ahead from the start, and says so', async () => {
    await store(...days(19, 0));
    trial.errorMs = 800 * DAY_MS;
    await trial.start(365);
    await trial.hours(23);
    expect(await left()).toBe(20);
    expect(trial.service.facts().waits).toMatch(/at the start of the gateway, .* it showed 2028-09-08/);
    // A second start under the same clock finds receipts of that clock, which prove nothing.
    await trial.repository.store([
      aPassing({ passingNumber: 21, timeUs: trial.trueMs * 1000, receivedAtMs: trial.wallMs }),
    ]);
    await trial.start(365);
    await trial.hours(23);
    expect(await left()).toBe(21);
  });

  it('drops nothing where the clock lies before what was received', async () => {
    await store(...days(39, 0));
    trial.errorMs = -5 * DAY_MS;
    await trial.start(30);
    await trial.run();
    expect(await left()).toBe(40);
    expect(trial.service.facts().waits).toMatch(/says 2026-06-26.*newest passing was received at 2026-07-01/);
  });

  it('believes a clock that was ahead at the start once a decoder with a clock of its own agrees', async () => {
    await store(...days(32, 2));
    await trial.start(30);
    await trial.run();
    expect(await left()).toBe(31);
    trial.decoderErrorMs = 2 * 3_600_000;
    await trial.run();
    expect(await left()).toBe(29);
  });

  it('announces more than a tenth a day before, over a restart, and drops just that', async () => {
    await store(...days(33, 30).map((age) => age - 0.01), ...days(20, 0));
    trial.decoderErrorMs = 0;
    await trial.start(30);
    await trial.run();
    expect(await left()).toBe(25);
    const { waits } = trial.service.facts();
    expect(waits).toBe(
      'About 3 of 25 passings are older than 30 days and will be dropped: all until 2026-06-01 12:34 UTC. That is more ' +
        'than a tenth at once, so they stay until 2026-07-02 12:34 UTC. To keep them, set the clock of this machine ' +
        'right, or raise COACHLINK_RETENTION_DAYS.',
    );
    expect(warn.mock.calls).toEqual([[waits]]);
    await trial.hours(12);
    await trial.start(30);
    expect(trial.service.facts().waits).toContain('they stay until 2026-07-02 12:34 UTC');
    await trial.hours(11);
    expect(await left()).toBe(25);
    await trial.hours(1);
    expect(await left()).toBe(22);
    await trial.hours(1);
    expect(await left()).toBe(21);
    expect(trial.service.facts().waits).toBeUndefined();
  });

  it('drops nothing of what was announced by a clock that turned out to be wrong', async () => {
    await store(...days(19, 0));
    await trial.start(30);
    await trial.repository.keepRetentionState({
      days: 30,
      announced: { atMs: trial.trueMs, untilUs: (trial.trueMs + 770 * DAY_MS) * 1000 },
      allowedUntilUs: 0,
      provenAtMs: trial.trueMs,
      droppedUntilUs: null,
    });
    await trial.hours(72);
    expect(await left()).toBe(20);
  });

  it('does not wait where fewer days are to be kept than before', async () => {
    await store(...days(399, 0));
    await trial.start(undefined);
    await trial.run();
    await trial.start(365);
    await trial.run();
    expect(await left()).toBe(366);
    await trial.start(30);
    await trial.run();
    expect(await left()).toBe(31);
  });

  it('goes on in the next hour where there is more than one run drops, without a word of it', async () => {
    await store(...Array.from({ length: 1200 }, (_, at) => 200 - at / 10), 0);
    await trial.start(undefined);
    await trial.run();
    await trial.start(30);
    await trial.run();
    expect(await left()).toBe(1201 - 64 * 16);
    expect(trial.service.facts().waits).toBeUndefined();
    await trial.hours(1);
    expect(await left()).toBe(1);
    expect(warn).not.toHaveBeenCalled();
  });

  it('has the ledger of the decoder know what was dropped before it is', async () => {
    await store(...days(32, 0));
    const ledger = { ...beginLedger(1), highest: 33 };
    await trial.repository.store([], [{ decoderId: 'finish', from: 0, before: undefined, ledger }]);
    await trial.start(30);
    await trial.run();
    const { ledger: told } = (await trial.repository.ledger('finish')) ?? {};
    expect(told?.droppedUntil).toEqual({ number: 2, timeUs: (trial.trueMs - 31 * DAY_MS) * 1000 });
  });
});
