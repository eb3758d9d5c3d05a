import fc from 'fast-check';
import type { Arrival } from './clock-eras.js';
import { TimeOfDayClock } from './time-of-day-clock.js';

const SECOND_US = 1_000_000;
const DAY_US = 86_400 * SECOND_US;
/** 2024-02-13 00:00 by the decoder, which is an hour ahead of UTC. */
const MIDNIGHT_US = 1_707_782_400 * SECOND_US;
const ZONE_US = 3600 * SECOND_US;

describe(TimeOfDayClock.name, () => {
  let clock: TimeOfDayClock;
  beforeEach(() => {
    clock = new TimeOfDayClock();
  });
  /** A passing at a second after the decoder's midnight, received `lateUs` later. */
  const passing = (atUs: number, lateUs = 20_000): Arrival => ({
    rtcTimeUs: ((atUs % DAY_US) + DAY_US) % DAY_US,
    number: undefined,
    receivedAtUs: MIDNIGHT_US - ZONE_US + atUs + lateUs,
    isAsked: false,
  });
  const timeOf = (given: Arrival): number => given.rtcTimeUs + clock.date(given).offsetUs;
  const trueTimeUs = (atUs: number): number => MIDNIGHT_US - ZONE_US + atUs;

  it('keeps the distances of the decoder over midnight', () => {
    const first = timeOf(passing(-2 * SECOND_US));
    expect(timeOf(passing(-SECOND_US, 90_000)) - first).toBe(SECOND_US);
    expect(timeOf(passing(SECOND_US, 5000)) - first).toBe(3 * SECOND_US);
    expect(timeOf(passing(DAY_US + SECOND_US, 70_000)) - first).toBe(3 * SECOND_US + DAY_US);
  });

  it('dates what the decoder kept for hours, over midnight too, and says that it may be otherwise', () => {
    const first = timeOf(passing(-7200 * SECOND_US));
    const hours = 5 * 3600 * SECOND_US;
    const kept = passing(-3600 * SECOND_US, hours);
    expect(clock.date(kept)).toMatchObject({ isDoubtful: true });
    expect(timeOf(kept) - first).toBe(3600 * SECOND_US);
    // The rest of what it kept comes at once: faster than it happened.
    for (let at = 1; at < 100; at++) {
      const late = passing((-3600 + at * 10) * SECOND_US, hours - at * 10 * SECOND_US + at * 30_000);
      expect(timeOf(late) - first).toBe((3600 + at * 10) * SECOND_US);
    }
    const live = passing(hours);
    expect(clock.date(live).isDoubtful).toBe(false);
    expect(timeOf(live) - first).toBe(7200 * SECOND_US + hours);
  });

  it('sees within seconds that the clock was set', () => {
    timeOf(passing(0));
    const set = (atUs: number): Arrival => ({ ...passing(atUs), rtcTimeUs: atUs + 3600 * SECOND_US });
    expect(clock.date(set(100 * SECOND_US)).isDoubtful).toBe(true);
    expect(clock.date(set(101 * SECOND_US)).isDoubtful).toBe(true);
    expect(clock.date(set(104 * SECOND_US)).isDoubtful).toBe(false);
    expect(timeOf(set(110 * SECOND_US))).toBeCloseTo(trueTimeUs(110 * SECOND_US), -6);
  });

  it('takes one passing that is repeated for no proof that the clock was set', () => {
    timeOf(passing(0));
    for (let each = 0; each < 50; each++)
      expect(clock.date(passing(60 * SECOND_US, 600 * SECOND_US + each * 200_000)).isDoubtful).toBe(true);
  });

  it('goes on with the offset of before a restart, and moves with the clock of the host', () => {
    const first = timeOf(passing(0));
    const other = new TimeOfDayClock();
    other.resume(clock.offsetUs);
    clock = other;
    expect(timeOf(passing(10 * SECOND_US, 300_000)) - first).toBe(10 * SECOND_US);
    clock.move(SECOND_US);
    expect(timeOf(passing(20 * SECOND_US, 300_000 + SECOND_US)) - first).toBe(21 * SECOND_US);
  });

  it('never moves a live passing by more than its delay, whatever the zone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -14 * 3600, max: 14 * 3600 }),
        fc.array(fc.tuple(fc.nat(7200), fc.nat(400_000)), { minLength: 1, maxLength: 50 }),
        (zoneS, steps) => {
          clock = new TimeOfDayClock();
          let utcUs = MIDNIGHT_US;
          for (const [stepS, lateUs] of steps) {
            utcUs += stepS * SECOND_US;
            const rtcTimeUs = (((utcUs + zoneS * SECOND_US) % DAY_US) + DAY_US) % DAY_US;
            const given = { rtcTimeUs, number: undefined, receivedAtUs: utcUs + lateUs, isAsked: false };
            expect(Math.abs(timeOf(given) - utcUs)).toBeLessThanOrEqual(400_000);
          }
        },
      ),
    );
  });
});
