import type { Arrival } from './clock-eras.js';
import { ReceiptClock } from './receipt-clock.js';

const START_US = 1_700_000_000_000_000;
const SECOND_US = 1_000_000;

describe(ReceiptClock.name, () => {
  let clock: ReceiptClock;
  beforeEach(() => {
    clock = new ReceiptClock();
  });
  /** A passing with the RTC time `rtcS`, received `atS` after the beginning; both in seconds. */
  const arrival = (rtcS: number, atS: number, isAsked = false): Arrival => ({
    rtcTimeUs: rtcS * SECOND_US,
    number: undefined,
    receivedAtUs: START_US + atS * SECOND_US,
    isAsked,
  });
  const timeOf = (given: Arrival): number | undefined => {
    const dating = clock.date(given);
    return dating && (given.rtcTimeUs + dating.offsetUs - START_US) / SECOND_US;
  };

  it('has one offset for all, so that laps are those of the decoder', () => {
    expect(timeOf(arrival(100, 0))).toBe(0);
    expect(timeOf(arrival(130, 30.8))).toBe(30);
    expect(timeOf(arrival(110, 40, true))).toBe(10);
  });

  it('takes none from a passing that was asked for', () => {
    expect(timeOf(arrival(50, 0, true))).toBeUndefined();
    expect(timeOf(arrival(100, 5))).toBe(5);
    expect(timeOf(arrival(50, 6, true))).toBe(-45);
    // Its time would lie in the future, so it belongs to another numbering.
    expect(timeOf(arrival(500, 6, true))).toBeUndefined();
  });

  it('begins anew where the clock of the decoder does, and leaves a line that stalls alone', () => {
    timeOf(arrival(10_000, 0));
    expect(timeOf(arrival(10_001, 20))).toBe(1);
    expect(timeOf(arrival(3, 100))).toBe(100);
    expect(timeOf(arrival(10, 107))).toBe(107);
    expect(timeOf(arrival(500, 120))).toBe(120);
  });

  it('goes on after a restart, and moves with the clock of the machine', () => {
    clock.resume(START_US - 100 * SECOND_US);
    expect(timeOf(arrival(130, 200, true))).toBe(30);
    clock.move(5 * SECOND_US);
    expect(timeOf(arrival(130, 200, true))).toBe(35);
  });

  it('begins few offsets for a line that spoils times, and goes on once two of them agree', () => {
    const offsets = new Set<number | undefined>();
    for (let each = 0; each < 1000; each++) {
      // Each time is hours from the one before.
      const spoiled = arrival(((each * 7919) % 1000) * 10_000, each);
      offsets.add(clock.date(spoiled)?.offsetUs);
    }
    expect(offsets.size).toBeLessThanOrEqual(26);
    expect(timeOf(arrival(42_000_000, 2000))).toBeUndefined();
    expect(timeOf(arrival(42_000_030, 2030))).toBe(2030);
    expect(timeOf(arrival(42_000_060, 2060))).toBe(2060);
  });
});
