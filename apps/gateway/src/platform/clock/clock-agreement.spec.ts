import { ClockAgreement, type HostClockStep } from './clock-agreement.js';

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

describe(ClockAgreement.name, () => {
  let wallMs: number;
  let steadyMs: number;
  let clocks: ClockAgreement;
  beforeEach(() => {
    wallMs = Date.UTC(2026, 6, 1);
    steadyMs = 5000;
    clocks = new ClockAgreement({ wallMs, steadyMs });
  });
  /** Takes a reading each second, as the gateway does; `setByMs` is how far the wall clock is set meanwhile. */
  const pass = (ms: number, setByMs = 0): (HostClockStep | undefined)[] => {
    const steps: (HostClockStep | undefined)[] = [];
    for (let gone = 0; gone < ms; gone += SECOND_MS) {
      steadyMs += SECOND_MS;
      wallMs += SECOND_MS + (setByMs * SECOND_MS) / ms;
      const step = clocks.take({ wallMs, steadyMs });
      if (step !== undefined) steps.push(step);
    }
    return steps;
  };

  it('tells no step while both go on, late as they are read, or slewed', () => {
    expect(pass(3600 * SECOND_MS)).toEqual([]);
    expect(pass(3600 * SECOND_MS, 1700)).toEqual([]);
    expect(pass(3600 * SECOND_MS, -1700)).toEqual([]);
    wallMs += DAY_MS;
    steadyMs += DAY_MS;
    expect(clocks.take({ wallMs: wallMs + 400, steadyMs })).toBeUndefined();
    expect(clocks.doubted).toBeUndefined();
  });

  it.each([800 * DAY_MS, -800 * DAY_MS, 501, -501])('tells a step by %d ms', (byMs) => {
    expect(pass(SECOND_MS, byMs)).toEqual([{ byMs, atMs: wallMs }]);
    expect(clocks.doubted?.byMs).toBe(byMs);
    expect(clocks.steadyForMs).toBe(0);
  });

  it('tells what creeps: many small steps are one', () => {
    expect(pass(100 * SECOND_MS, 30_000).length).toBeGreaterThan(0);
    expect(clocks.doubted).toBeDefined();
  });

  it('takes a resume from suspend, which the steady clock does not see, for a step', () => {
    expect(pass(SECOND_MS, 3_600_000)).toHaveLength(1);
  });

  it('is proven where it steps back to where it was, at once or in parts', () => {
    pass(SECOND_MS, 800 * DAY_MS);
    pass(6 * SECOND_MS);
    pass(SECOND_MS, -799 * DAY_MS);
    expect(clocks.doubted).toBeDefined();
    pass(SECOND_MS, -DAY_MS);
    expect(clocks.doubted).toBeUndefined();
  });

  it('is proven by a day without a step and the word of a decoder, or by a week', () => {
    pass(SECOND_MS, 3_600_000);
    pass(DAY_MS - SECOND_MS);
    clocks.vouch();
    expect(clocks.doubted).toBeDefined();
    pass(SECOND_MS);
    expect(clocks.doubted).toBeUndefined();

    pass(SECOND_MS, 3_600_000);
    expect(clocks.isVouched).toBe(false);
    pass(7 * DAY_MS - SECOND_MS);
    expect(clocks.doubted).toBeDefined();
    pass(SECOND_MS);
    expect(clocks.doubted).toBeUndefined();
  });
});
