import { TimeTrial } from './time.fixture.js';

const DAY_MS = 86_400_000;
const DAY_MINUTES = 24 * 60;
const NEAR_MS = 1500;

let trial: TimeTrial;
afterEach(() => trial.end());

/** Returns for each passing whether its time and its receipt are right. */
async function areRight(truthMs: readonly number[]): Promise<boolean[]> {
  const rows = await trial.rows();
  return truthMs.map((timeMs, at) => {
    const row = rows.find(({ passing_number: number }) => number === at + 1);
    return [row?.rtc_time, row?.received_at].every((ms) => Math.abs((ms ?? 0) - timeMs) < NEAR_MS);
  });
}

describe('retention, and a clock of which somebody knows better', () => {
  it('keeps and counts what a decoder sends whose clock was never set', async () => {
    trial = await TimeTrial.begin({
      loops: [{ metres: 0, clockOffsetMs: 2_842_000 - Date.now(), unknownQuestions: ['GET_TIME'] }],
    });
    trial.environment = { COACHLINK_RETENTION_DAYS: '30' };
    await trial.start();
    const truth = [trial.cross(1), trial.cross(2)];
    await trial.kept(2);
    expect(await trial.reasons()).toMatch(/Decoder d0: its clock cannot be used/);
    for (let run = 0; run < 3; run++) {
      await trial.retain();
      trial.pass(1);
    }
    expect(await areRight(truth)).toEqual([true, true]);
    expect((await trial.rows()).map(({ flags }) => flags)).toEqual([
      ['time_from_receipt'],
      ['time_from_receipt'],
    ]);
    expect(await trial.reasons()).not.toContain('older than');
    expect((await trial.ask('GET', '/transponders/active')).body.active_transponders).toBe(2);
    const window = { start_time_ms: trial.nowMs() - 600_000, end_time_ms: trial.nowMs() };
    const { body } = await trial.ask('POST', '/transponders/sessions', window);
    expect(body.sessions).toHaveLength(2);
    trial.pass(31 * DAY_MINUTES);
    await trial.retain();
    trial.pass(DAY_MINUTES + 1);
    await trial.retain();
    expect(await trial.rows()).toEqual([]);
  }, 120_000);

  it('drops nothing of 365 days while the machine is 800 days ahead for a moment, and all is right afterwards', async () => {
    trial = await TimeTrial.begin();
    trial.environment = { COACHLINK_RETENTION_DAYS: '365' };
    await trial.start();
    const truth = Array.from({ length: 10 }, (_, at) => trial.cross(1000 + at));
    await trial.kept(10);
    await trial.retain();
    trial.machineMs = 800 * DAY_MS;
    await trial.retain();
    truth.push(trial.cross(1));
    await trial.kept(11);
    trial.pass(0.1);
    trial.machineMs = 0;
    await trial.retain();
    trial.pass(2 * DAY_MINUTES);
    await trial.retain();
    truth.push(trial.cross(2));
    await trial.kept(12);
    expect(await areRight(truth)).toEqual(truth.map(() => true));
    expect(await trial.reasons()).not.toMatch(/older than|clock/);
    expect(await trial.alarms()).toEqual([]);
  }, 120_000);

  it('drops nothing while the machine is ahead of what the decoder says, however long', async () => {
    trial = await TimeTrial.begin();
    trial.environment = { COACHLINK_RETENTION_DAYS: '365' };
    await trial.start();
    const truth = [trial.cross(1), trial.cross(2)];
    await trial.kept(2);
    await trial.retain();
    trial.machineMs = 800 * DAY_MS;
    // Two weeks without a step of the clock, after which an uncontradicted machine is believed.
    for (let week = 0; week < 2; week++) {
      trial.pass(8 * DAY_MINUTES);
      await trial.retain();
    }
    expect(await areRight(truth)).toEqual([true, true]);
    expect(await trial.reasons()).toMatch(/not dropped.*800 days ahead of the decoders' clocks/);
  }, 120_000);

  it('does not take for the word of a decoder what was known of its clock before the start', async () => {
    trial = await TimeTrial.begin();
    trial.environment = { COACHLINK_RETENTION_DAYS: '365' };
    await trial.start();
    const truth = [trial.cross(1), trial.cross(2)];
    await trial.kept(2);
    await trial.retain();
    await trial.stopGateway();
    await trial.switchOff();
    trial.machineMs = 800 * DAY_MS;
    await trial.begin();
    // Each step makes the gateway look at the clocks of the decoders.
    for (const stepMs of [5000, -5000, 0]) {
      trial.machineMs += stepMs;
      await trial.retain();
    }
    expect(await areRight(truth)).toEqual([true, true]);
    expect(await trial.reasons()).toMatch(/not dropped.*at the start of the gateway, .* it showed/);
  }, 120_000);

  it('goes on where the machine started 14 days back and was set', async () => {
    trial = await TimeTrial.begin();
    trial.environment = { COACHLINK_RETENTION_DAYS: '30' };
    trial.machineMs = -14 * DAY_MS;
    await trial.start();
    const truth = [trial.cross(1), trial.cross(2)];
    await trial.kept(2);
    await trial.retain();
    trial.machineMs = 0;
    await trial.rowsWhen('they are dated anew', (rows) =>
      rows.every(({ received_at: ms }) => Math.abs(ms - trial.nowMs()) < DAY_MS),
    );
    await trial.retain();
    expect(await areRight(truth)).toEqual([true, true]);
    trial.pass(20 * DAY_MINUTES);
    await trial.retain();
    expect(await areRight(truth)).toEqual([true, true]);
    trial.pass(20 * DAY_MINUTES);
    trial.cut();
    await trial.connected();
    await trial.retain();
    trial.pass(DAY_MINUTES + 1);
    await trial.retain();
    expect(await trial.rows()).toEqual([]);
  }, 120_000);
});
