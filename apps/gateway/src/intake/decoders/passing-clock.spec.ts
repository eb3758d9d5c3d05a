import { DecoderClock } from '#decoder';
import { keptClockText, PassingClock, readKeptClock } from './passing-clock.js';

const NOW_US = 1_707_867_000_000_000;
const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
const NEVER_SET_US = 2_842_000_000;

/** Clock of a decoder that was asked for its time and did not tell it. */
function silent(mode: 'auto' | 'rtc'): PassingClock {
  const clock = new DecoderClock();
  clock.measure([]);
  return new PassingClock(mode, clock);
}
const arrival = (rtcTimeUs: number, isAsked = false) => ({
  rtcTimeUs,
  number: undefined,
  receivedAtUs: NOW_US,
  isAsked,
});

describe(PassingClock.name, () => {
  it.each([
    ['auto', NOW_US + 2 * HOUR_US, 0],
    ['auto', NOW_US - 14 * HOUR_US, 0],
    ['rtc', NOW_US - 3000 * DAY_US, 0],
    ['rtc', NOW_US + 3000 * DAY_US, 0],
  ] as const)('takes the RTC as it is: %s, %d us', (mode, rtcTimeUs, offsetUs) => {
    const clock = silent(mode);
    expect(clock.date(arrival(rtcTimeUs))).toMatchObject({ offsetUs, isEstimated: false });
    expect([clock.source, clock.trouble]).toEqual(['as_sent', undefined]);
  });

  it.each([
    ['auto', NEVER_SET_US],
    ['auto', NOW_US - 2 * DAY_US],
    ['auto', NOW_US + 800 * DAY_US],
    ['rtc', NEVER_SET_US],
  ] as const)('goes by the receipt where the RTC cannot be right: %s, %d us', (mode, rtcTimeUs) => {
    const clock = silent(mode);
    expect(clock.date(arrival(rtcTimeUs))).toMatchObject({ offsetUs: NOW_US - rtcTimeUs, isEstimated: true });
    expect(clock.source).toBe('from_receipt');
    expect(clock.trouble).toMatch(
      /^its clock cannot be used \(it says .*\), so that its passings are placed by/,
    );
    // The decoder's clock is set right.
    expect(clock.date(arrival(NOW_US))).toMatchObject({ offsetUs: 0, isEstimated: false });
    expect(clock.trouble).toBeUndefined();
  });

  it('waits for one that came at once before it dates what was asked for', () => {
    const clock = silent('auto');
    expect(clock.date(arrival(NEVER_SET_US - HOUR_US, true))).toBeUndefined();
    clock.date(arrival(NEVER_SET_US));
    expect(clock.date(arrival(NEVER_SET_US - HOUR_US, true))).toMatchObject({
      offsetUs: NOW_US - NEVER_SET_US,
      isEstimated: true,
    });
  });

  it('marks what it cannot ask about: the clock was known, and does not tell its time any more', () => {
    const decoderClock = new DecoderClock();
    const clock = new PassingClock('auto', decoderClock);
    clock.resume(readKeptClock('0'));
    decoderClock.measure([]);
    expect(clock.date(arrival(NOW_US))).toMatchObject({ offsetUs: 0, isDoubtful: false });
    expect(clock.date(arrival(NOW_US - HOUR_US))).toMatchObject({
      offsetUs: 0,
      isDoubtful: true,
      alternativeOffsetUs: HOUR_US,
    });
  });

  it('is kept over a restart, and reads what was kept once: an offset', () => {
    expect(readKeptClock('-7200000000').eras).toMatchObject([{ offsetUs: -7_200_000_000 }]);
    const clock = silent('auto');
    expect(clock.isUnknown).toBe(true);
    clock.date(arrival(NEVER_SET_US));
    const again = silent('auto');
    again.resume(readKeptClock(keptClockText(clock.kept())));
    expect([again.source, again.relationUs, again.isUnknown]).toEqual([
      'from_receipt',
      NOW_US - NEVER_SET_US,
      false,
    ]);
  });

  it('turns out to be right where the clock of the machine was wrong', () => {
    const clock = silent('auto');
    clock.date(arrival(NOW_US + 14 * DAY_US));
    clock.hostMoved(14 * DAY_US);
    expect(clock.source).toBe('as_sent');
  });
});
