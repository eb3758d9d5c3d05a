import { HostClockWatch } from './host-clock-watch.js';
import { TrackTime } from './track-time.js';

const START_US = 1_700_000_000_000_000;
const SECOND_US = 1_000_000;
const DAY_US = 86_400 * SECOND_US;

describe(TrackTime.name, () => {
  let machineUs: number;
  let steadyMs: number;
  let time: TrackTime;

  beforeEach(() => {
    [machineUs, steadyMs] = [START_US, 0];
    const machine = { nowUs: () => machineUs };
    time = new TrackTime(machine, new HostClockWatch(machine, { nowMs: () => steadyMs }));
  });
  const pass = (seconds: number): void => {
    machineUs += seconds * SECOND_US;
    steadyMs += seconds * 1000;
  };

  it('goes with the machine, and not with its steps', () => {
    pass(10);
    expect(time.nowUs()).toBe(START_US + 10 * SECOND_US);
    machineUs += 800 * DAY_US;
    pass(6);
    expect([time.nowUs(), time.aheadUs]).toEqual([START_US + 16 * SECOND_US, 800 * DAY_US]);
    expect(time.believedMs(machineUs / 1000)).toBe(START_US / 1000 + 16_000);
    machineUs -= 800 * DAY_US;
    expect([time.nowUs(), time.aheadUs]).toEqual([START_US + 16 * SECOND_US, 0]);
  });

  it.each([14, -14])(
    'corrects what this run noted, and nothing else, when it is believed to be %d days on',
    (days) => {
      pass(100);
      machineUs += days * DAY_US;
      const correction = time.move(time.aheadUs);
      const noted = START_US + 50 * SECOND_US;
      expect(correction).toEqual({
        byUs: days * DAY_US,
        fromUs: START_US,
        untilUs: START_US + 100 * SECOND_US,
      });
      expect(time.nowUs()).toBe(machineUs);
      expect(time.corrected(noted)).toBe(noted + days * DAY_US);
      expect(time.corrected(machineUs)).toBe(machineUs);
      // The correction moved the start of the run as well.
      machineUs += DAY_US;
      expect(time.move(time.aheadUs).fromUs).toBe(START_US + days * DAY_US);
    },
  );

  it('corrects what was noted since the machine slept', () => {
    pass(100);
    machineUs += DAY_US;
    pass(1);
    expect(time.nowUs()).toBe(START_US + 101 * SECOND_US);
    pass(1);
    expect(time.wake()).toEqual({
      byUs: DAY_US,
      fromUs: START_US + 101 * SECOND_US,
      untilUs: START_US + 102 * SECOND_US,
    });
    expect([time.nowUs(), time.aheadUs]).toEqual([machineUs, 0]);
  });
});
