import fc from 'fast-check';
import { type ClockMeasurement, DecoderClock, type KeptClock } from './decoder-clock.js';

const MINUTE_US = 60_000_000;
const START_US = 1_700_000_000_000_000;

/** Answer of a decoder whose clock is `aheadUs` before ours, on a line with a round trip of `tripUs`. */
function answer(aheadUs: number, tripUs: number, atUs = START_US): ClockMeasurement {
  return { rtcTimeUs: atUs + tripUs / 2 + aheadUs, sentAtUs: atUs, receivedAtUs: atUs + tripUs };
}

/** A kept clock of which only the offset is known. */
function keptOffset(offsetUs: number): KeptClock {
  const era = { offsetUs, driftUs: 0, afterUs: undefined, endedUs: undefined, proven: undefined };
  return { eras: [{ ...era, isMeasuredHere: true }], provenAtUs: undefined };
}

describe(DecoderClock.name, () => {
  it('takes the answer with the shortest round trip', () => {
    const clock = new DecoderClock();
    expect(
      clock.measure([
        answer(7_200_000_900, 80_000),
        answer(7_200_000_000, 400),
        answer(7_199_990_000, 60_000),
      ]),
    ).toBe(true);
    expect(clock.state()).toMatchObject({ offsetUs: -7_200_000_000, roundTripUs: 400, jumps: 0 });
  });

  it('leaves a clock alone that agrees as far as can be told', () => {
    const clock = new DecoderClock();
    clock.measure([answer(1_100, 400)]);
    expect(clock.state().offsetUs).toBe(0);
  });

  it('has no offset for a decoder that does not tell its time', () => {
    const clock = new DecoderClock();
    expect(clock.measure([])).toBe(false);
    expect(clock.state().offsetUs).toBeUndefined();
  });

  it('keeps its offset while the clock drifts, and learns the drift', () => {
    const clock = new DecoderClock();
    clock.measure([answer(3_600_000_000, 400)]);
    for (let minute = 5; minute <= 24 * 60; minute += 5) {
      const isNew = clock.measure([
        answer(3_600_000_000 + minute * 60 * 40, 400, START_US + minute * MINUTE_US),
      ]);
      expect(isNew).toBe(false);
    }
    expect(clock.state()).toMatchObject({ offsetUs: -3_600_000_000, jumps: 0 });
    expect(clock.state().driftPpm).toBeCloseTo(40, 1);
  });

  it('takes a new offset when the clock was set, and counts it', () => {
    const clock = new DecoderClock();
    clock.measure([answer(0, 400)]);
    expect(clock.measure([answer(3_600_000_000, 400, START_US + MINUTE_US)])).toBe(true);
    expect(clock.state()).toMatchObject({ offsetUs: -3_600_000_000, jumps: 1 });
  });

  it('is not certain of a live passing that contradicts it, until it was asked since', () => {
    const clock = new DecoderClock();
    clock.measure([answer(0, 400)]);
    const receivedAtUs = START_US + MINUTE_US;
    const late = { rtcTimeUs: receivedAtUs - 3_600_000_000, receivedAtUs, number: 1, isAsked: false };
    expect(clock.date(late)).toEqual({ offsetUs: 0, isDoubtful: true, alternativeOffsetUs: 3_600_000_000 });
    clock.measure([answer(0, 400, receivedAtUs + 1)]);
    expect(clock.date(late)).toMatchObject({ offsetUs: 0, isDoubtful: false });
    expect(clock.date({ ...late, receivedAtUs: receivedAtUs + MINUTE_US, isAsked: true })).toMatchObject({
      isDoubtful: false,
    });
  });

  it('goes on after a restart with what was in force, but for a jump', () => {
    const same = new DecoderClock();
    same.resume(keptOffset(-7_200_000_000));
    expect(same.measure([answer(7_200_100_000, 400)])).toBe(false);
    expect(same.state().offsetUs).toBe(-7_200_000_000);
    const jumped = new DecoderClock();
    jumped.resume(keptOffset(-7_200_000_000));
    expect(jumped.measure([answer(0, 400)])).toBe(true);
    expect(jumped.state()).toMatchObject({ offsetUs: 0, jumps: 1 });
  });

  it('is wrong by half the round trip and the granularity at most, wherever the delay lies', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 0, max: 50_000 }),
        (aheadUs, thereUs, backUs) => {
          const clock = new DecoderClock();
          clock.measure([
            {
              rtcTimeUs: START_US + thereUs + aheadUs,
              sentAtUs: START_US,
              receivedAtUs: START_US + thereUs + backUs,
            },
          ]);
          const error = Math.abs((clock.state().offsetUs ?? NaN) + aheadUs);
          expect(error).toBeLessThanOrEqual(thereUs + backUs + 1001);
        },
      ),
    );
  });

  it('takes nothing from answers that contradict each other: one belongs to an earlier question', () => {
    const clock = new DecoderClock();
    clock.measure([answer(0, 400)]);
    expect(clock.measure([answer(-3_000_000, 100), answer(0, 400), answer(0, 500)])).toBe(false);
    expect(clock.state()).toMatchObject({ offsetUs: 0, jumps: 0 });
  });

  it('doubts a passing from the future, and one that came too late', () => {
    const clock = new DecoderClock();
    expect(clock.isDoubtful(START_US, START_US)).toBeUndefined();
    clock.measure([answer(7_200_000_000, 400)]);
    const rtcTimeUs = START_US + 7_200_000_000;
    expect(clock.isDoubtful(rtcTimeUs, START_US + 20_000)).toBeUndefined();
    expect(clock.isDoubtful(rtcTimeUs + 3_600_000_000, START_US)).toBe('ahead');
    expect(clock.isDoubtful(rtcTimeUs - 3_600_000_000, START_US)).toBe('behind');
  });

  it.each([3_600_000_000, -3_600_000_000, 40 * 365 * 24 * 60 * MINUTE_US])(
    'gives a passing the clock that it was timed with, before and after that was set by %d us',
    (jumpUs) => {
      const clock = new DecoderClock();
      clock.measure([answer(0, 400)]);
      const setAtUs = START_US + 10 * MINUTE_US;
      clock.measure([answer(jumpUs, 400, START_US + 15 * MINUTE_US)]);
      expect(clock.state()).toMatchObject({ jumps: 1, lastJumpUs: jumpUs });
      const receivedAtUs = START_US + 16 * MINUTE_US;
      for (let atUs = START_US; atUs < receivedAtUs; atUs += MINUTE_US / 2) {
        const rtcTimeUs = atUs < setAtUs ? atUs : atUs + jumpUs;
        const offsetUs =
          clock.date({ rtcTimeUs, number: undefined, receivedAtUs, isAsked: true })?.offsetUs ?? NaN;
        expect(Math.abs(rtcTimeUs + offsetUs - atUs)).toBeLessThan(2);
      }
    },
  );
});
