import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { RedisPassingsRepository } from '#passings';
import type { SimulatorOptions } from '#simulator';
import { until } from './gateway.fixture.js';
import { type Row, TimeTrial } from './time.fixture.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NEAR_MS = 1500;

let trial: TimeTrial;
afterEach(() => trial.end());

/** Returns the error of each passing's time, in milliseconds, and whether the row marks it as doubtful. */
function errorsOf(rows: readonly Row[], truthMs: readonly number[]): object[] {
  return truthMs.map((timeMs, at) => {
    const row = rows.find(({ passing_number: number }) => number === at + 1);
    const errorMs = row === undefined ? Infinity : Math.abs(row.rtc_time - timeMs);
    return { number: at + 1, isRight: errorMs < NEAR_MS, isDoubtful: row?.flags.includes('time_doubtful') };
  });
}

const allRight = (count: number): object[] =>
  Array.from({ length: count }, (_, at) => ({ number: at + 1, isRight: true, isDoubtful: false }));

describe('the clock of a decoder is set during an outage', () => {
  /** Live at minute 0, then away; passings each 30 minutes, the clock set at minute 61. */
  async function outage(
    byMinutes: number,
    isGatewayStopped: boolean,
    minutes = [30, 60, 90, 120, 149],
    options: SimulatorOptions = {},
  ): Promise<number[]> {
    trial = await TimeTrial.begin(options);
    await trial.start();
    const truth = [trial.cross()];
    await trial.kept(1);
    if (isGatewayStopped) await trial.stopGateway();
    else trial.cut();
    let now = 0;
    for (const minute of [...minutes, 61, 150].toSorted((a, b) => a - b)) {
      trial.pass(minute - now);
      now = minute;
      if (minute === 61) trial.setDecoder(byMinutes);
      else if (minute < 150) truth.push(trial.cross());
    }
    if (isGatewayStopped) await trial.start();
    await trial.kept(truth.length);
    return truth;
  }

  it.each([
    [-60, false],
    [60, false],
    [-60, true],
    [60, true],
  ])(
    'by %d minutes, the gateway stopped: %s: each is right to the second',
    async (byMinutes, isStopped) => {
      const truth = await outage(byMinutes, isStopped);
      const rows = await trial.rowsWhen(
        'all is settled',
        (all) => all.length === truth.length && !all.some(({ flags }) => flags.includes('time_doubtful')),
      );
      expect(errorsOf(rows, truth)).toEqual(allRight(truth.length));
    },
    120_000,
  );

  it.each([
    [60, false],
    [60, true],
    [-60, false],
    [-60, true],
  ])(
    'by %d minutes, the gateway stopped: %s, and does not tell its time: says so, with both times where it may be either',
    async (byMinutes, isStopped) => {
      const loops = [{ metres: 0, unknownQuestions: ['GET_TIME'] as const }];
      const truth = await outage(byMinutes, isStopped, [30, 90, 120], { loops });
      trial.pass(0.1);
      trial.cross();
      const rows = await trial.rowsWhen('one is marked', (all) =>
        all.some(({ flags }) => flags.includes('time_doubtful')),
      );
      // One of the two times is by the decoder's clock as it was before the outage.
      const both = rows.map(({ rtc_time: ms, rtc_time_alternative_us: other }) =>
        other === undefined ? [ms] : [ms, Number(other) / 1000],
      );
      const isTold = truth.map((timeMs, at) => both[at]?.some((ms) => Math.abs(ms - timeMs) < NEAR_MS));
      const isTimedByNew = [false, false, true, true];
      rows.slice(0, 4).forEach(({ flags, rtc_time: ms }, at) => {
        const byMs = isTimedByNew[at] === true ? byMinutes * 60_000 : 0;
        const isRaw = Math.abs(ms - byMs - (truth[at] ?? 0)) < NEAR_MS;
        expect([at, isRaw]).toEqual([at, true]);
        if (flags.includes('time_doubtful')) expect([at, both[at]?.length]).toEqual([at, 2]);
      });
      expect(isTold.filter((is) => is === true).length).toBeGreaterThanOrEqual(2);
      expect((await trial.alarms()).map(({ kind }) => kind)).toEqual(['clock_jumped']);
    },
    120_000,
  );

  it('says where order cannot decide, with both times', async () => {
    const truth = await outage(-60, false, [30]);
    const rows = await trial.settled();
    expect(rows[1]?.flags).toContain('time_doubtful');
    const both = [rows[1]?.rtc_time ?? 0, Number(rows[1]?.rtc_time_alternative_us) / 1000];
    expect(both.some((ms) => Math.abs(ms - (truth[1] ?? 0)) < NEAR_MS)).toBe(true);
  }, 120_000);
});

describe('the clock of this machine is set', () => {
  const isDatedAnew = (rows: readonly Row[], truth: readonly number[]): boolean =>
    rows.length === truth.length &&
    rows.every((row, at) => Math.abs(row.received_at - (truth[at] ?? 0)) < 60_000);

  it.each([
    ['which tells its time', {}, ''],
    ['which does not tell its time', { unknownQuestions: ['GET_TIME'] }, ''],
    ['whose clock is taken as it is', {}, '&clock=rtc'],
  ] as const)(
    '14 days forward, the decoder is right, %s',
    async (_, loop, parameters) => {
      trial = await TimeTrial.begin({ loops: [{ metres: 0, ...loop }] }, parameters);
      trial.machineMs = -14 * DAY_MS;
      await trial.start();
      const truth = [trial.cross(1), trial.cross(2), trial.cross(3)];
      await trial.kept(3);
      trial.machineMs = 0;
      const rows = await trial.rowsWhen('they are dated anew', (all) => isDatedAnew(all, truth));
      expect(errorsOf(rows, truth)).toEqual(allRight(3));
      expect(rows.flatMap(({ flags }) => flags)).toEqual([]);
      truth.push(trial.cross(4));
      expect(errorsOf(await trial.kept(4), truth)).toEqual(allRight(4));
      const alarms = await trial.alarms();
      expect(alarms.map(({ kind }) => kind)).toEqual(['host_clock_set']);
      expect(alarms[0]?.message).toMatch(
        /^the clock of this machine was set forward by 14 days, and not that of the decoder; 3 passings/,
      );
      await until('the ledger tells', async () =>
        (await trial.ask('GET', '/decoders/d0/completeness')).body.redated === 3 ? true : undefined,
      );
      trial.cut();
      await trial.connected();
      expect(errorsOf(await trial.settled(), truth)).toEqual(allRight(4));
    },
    120_000,
  );

  it('is gone on with where the gateway is ended while passings are dated anew', async () => {
    trial = await TimeTrial.begin();
    trial.machineMs = -14 * DAY_MS;
    await trial.start();
    const truth = [trial.cross(1), trial.cross(2), trial.cross(3)];
    await trial.kept(3);
    const redate = jest
      .spyOn(RedisPassingsRepository.prototype, 'redate')
      .mockRejectedValue(new Error('the machine was switched off'));
    trial.machineMs = 0;
    await until('they are to be dated anew', () => (redate.mock.calls.length > 0 ? true : undefined));
    await trial.stopGateway();
    redate.mockRestore();
    await trial.start();
    const rows = await trial.rowsWhen('they are dated anew', (all) => isDatedAnew(all, truth));
    expect(errorsOf(rows, truth)).toEqual(allRight(3));
    await until('the ledger tells', async () =>
      (await trial.ask('GET', '/decoders/d0/completeness')).body.redated === 3 ? true : undefined,
    );
    const told = (await trial.alarms()).map(({ kind, message }) => `${kind}: ${message}`);
    expect(told.join('\n')).toMatch(/host_clock_set: the gateway was ended while .*; 3 passings that were/);
    await trial.stopGateway();
    await trial.start();
    expect((await trial.ask('GET', '/decoders/d0/completeness')).body.redated).toBe(3);
  }, 120_000);

  it('800 days forward for a moment, and back: nothing is stored wrongly, and nothing is told of the decoder', async () => {
    trial = await TimeTrial.begin();
    await trial.start();
    const truth = [trial.cross(1)];
    await trial.kept(1);
    trial.machineMs = 800 * DAY_MS;
    truth.push(trial.cross(2));
    await trial.kept(2);
    trial.cut();
    await trial.connected();
    truth.push(trial.cross(3));
    await trial.kept(3);
    trial.machineMs = 0;
    truth.push(trial.cross(4));
    await trial.kept(4);
    const rows = await trial.settled();
    expect(errorsOf(rows, truth)).toEqual(allRight(4));
    expect(isDatedAnew(rows, truth)).toBe(true);
    expect(await trial.alarms()).toEqual([]);
  }, 120_000);

  it('2 days back, where it was ahead since the start', async () => {
    trial = await TimeTrial.begin();
    trial.machineMs = 2 * DAY_MS + 1_234_567;
    await trial.start();
    const truth = [trial.cross(1), trial.cross(2)];
    await trial.kept(2);
    trial.machineMs = 0;
    truth.push(trial.cross(3));
    const rows = await trial.rowsWhen('they are dated anew', (all) => isDatedAnew(all, truth));
    expect(errorsOf(rows, truth)).toEqual(allRight(3));
    expect((await trial.alarms()).map(({ kind }) => kind)).toEqual(['host_clock_set']);
  }, 120_000);

  it('is believed after a minute where no decoder tells which is right', async () => {
    trial = await TimeTrial.begin({ loops: [{ metres: 0, clockOffsetMs: 5_047_000 }] });
    trial.machineMs = -DAY_MS;
    await trial.start();
    const truth = [trial.cross(1)];
    await trial.kept(1);
    trial.machineMs = 0;
    truth.push(trial.cross(2));
    await trial.kept(2);
    trial.pass(2);
    const rows = await trial.rowsWhen('they are dated anew', (all) => isDatedAnew(all, truth));
    expect(errorsOf(rows, truth)).toEqual(allRight(2));
    expect((await trial.alarms()).map(({ kind }) => kind)).toEqual(['host_clock_set']);
  }, 120_000);

  it('14 days back while the gateway is stopped: passings are timed by the decoder, and it is not blamed', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'coachlink-time-e2e-'));
    trial = await TimeTrial.begin();
    await trial.start(dataDir);
    const truth = [trial.cross(1)];
    await trial.kept(1);
    await trial.stopGateway();
    trial.machineMs = -14 * DAY_MS;
    truth.push(trial.cross(2));
    await trial.start(dataDir);
    truth.push(trial.cross(3));
    expect(errorsOf(await trial.kept(3), truth)).toEqual(allRight(3));
    const [alarm, ...others] = await trial.alarms();
    expect([alarm?.kind, others]).toEqual(['host_clock_set', []]);
    expect(alarm?.message).toMatch(/^the clock of this machine is 14 days behind/);
    const active = await trial.ask('GET', '/transponders/active');
    expect(active.body.active_transponders).toBe(3);
    const { body } = await trial.ask('GET', '/device/status');
    expect(body.reasons).toContainEqual(
      expect.stringMatching(/^The clock of this machine is 14 days behind/),
    );
    trial.machineMs = 0;
    truth.push(trial.cross(4));
    await trial.kept(4);
    const rows = await trial.settled();
    expect(errorsOf(rows, truth)).toEqual(allRight(4));
    expect(isDatedAnew(rows, truth)).toBe(true);
    expect(await trial.alarms()).toHaveLength(1);
    rmSync(dataDir, { recursive: true, force: true });
  }, 120_000);

  it.each([
    ['which tells its time', {}],
    ['which does not tell its time', { unknownQuestions: ['GET_TIME'] }],
  ] as const)(
    'is right where the machine slept, beside a decoder %s',
    async (_, loop) => {
      trial = await TimeTrial.begin({ loops: [{ metres: 0, ...loop }] });
      await trial.start();
      const truth = [trial.cross(1)];
      await trial.kept(1);
      trial.sleep(487);
      truth.push(trial.cross(2));
      truth.push(trial.cross(3));
      const rows = await trial.rowsWhen('time is right again', (all) => isDatedAnew(all, truth));
      expect(errorsOf(rows, truth)).toEqual(allRight(3));
      truth.push(trial.cross(4));
      expect(errorsOf(await trial.kept(4), truth)).toEqual(allRight(4));
      expect(await trial.alarms()).toEqual([]);
    },
    120_000,
  );
});

describe('a decoder without a usable clock', () => {
  /** A clock that was never set: 2,842 s after 1970. */
  const NEVER_SET_MS = 2_842_000 - Date.now();

  it.each([
    ['that does not tell its time', ''],
    ['that is taken as it is', '&clock=rtc'],
  ])(
    '%s is said, and its passings are placed by their receipt',
    async (_, parameters) => {
      trial = await TimeTrial.begin(
        { loops: [{ metres: 0, clockOffsetMs: NEVER_SET_MS, unknownQuestions: ['GET_TIME'] }] },
        parameters,
      );
      await trial.start();
      const truth = [trial.cross(1), trial.cross(2)];
      const rows = await trial.kept(2);
      expect(errorsOf(rows, truth)).toEqual(allRight(2));
      expect(rows.map(({ flags }) => flags)).toEqual([['time_from_receipt'], ['time_from_receipt']]);
      const { body } = await trial.ask('GET', '/device/status');
      expect(body.reasons).toEqual(
        expect.arrayContaining([
          expect.stringMatching(
            /^Decoder d0: its clock cannot be used \(it says 1970-01-01 .*\), so that .* Set the clock of the decoder\.$/,
          ),
        ]),
      );
      expect((await trial.ask('GET', '/decoders/d0')).body.clock).toMatchObject({ source: 'from_receipt' });
      const active = await trial.ask('GET', '/transponders/active');
      expect(active.body.active_transponders).toBe(2);
      // Passings during the outage keep their distance to the others, and each is kept once.
      trial.cut();
      truth.push(trial.cross(3));
      await trial.kept(3);
      await trial.stopGateway();
      trial.pass(10);
      truth.push(trial.cross(4));
      trial.pass(10);
      await trial.start();
      expect(errorsOf(await trial.kept(4), truth)).toEqual(allRight(4));
    },
    120_000,
  );
});
