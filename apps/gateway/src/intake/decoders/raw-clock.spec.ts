import fc from 'fast-check';
import { RawClock } from './raw-clock.js';

const NOW_US = 1_707_867_000_000_000;
const MINUTE_US = 60_000_000;

describe(RawClock.name, () => {
  const live = (rtcTimeUs: number, receivedAtUs: number) => ({
    rtcTimeUs,
    receivedAtUs,
    number: undefined,
    isAsked: false,
  });

  it('is not set where passings come late, or the host was set', () => {
    const clock = new RawClock();
    expect(clock.take(live(NOW_US, NOW_US))).toBeUndefined();
    expect(clock.take(live(NOW_US + 1, NOW_US + 50_000_000))).toBeUndefined();
    clock.hostMoved(14 * 1440 * MINUTE_US);
    expect(clock.take(live(NOW_US + 2, NOW_US + 2 + 14 * 1440 * MINUTE_US))).toBeUndefined();
    expect(clock.otherTimeUs(NOW_US, NOW_US)).toBeUndefined();
  });

  it('goes on over a restart, and says that the host may have been set meanwhile', () => {
    const before = new RawClock();
    before.take(live(NOW_US, NOW_US));
    const clock = new RawClock();
    clock.resume(before.kept());
    const [rtcTimeUs, receivedAtUs] = [NOW_US + 150 * MINUTE_US, NOW_US + 90 * MINUTE_US];
    expect(clock.take(live(rtcTimeUs, receivedAtUs))).toMatchObject({ byUs: 60 * MINUTE_US, isSeen: false });
  });

  it('is not in doubt of what came at once', () => {
    const clock = new RawClock();
    const hourUs = 60 * MINUTE_US;
    clock.take(live(NOW_US, NOW_US + 300));
    const endUs = NOW_US + 150 * MINUTE_US;
    for (const lateUs of [0, 1_000_000]) clock.take(live(endUs - hourUs + lateUs, endUs + lateUs + 500));
    expect(clock.otherTimeUs(NOW_US, Math.floor((NOW_US + 300) / 1000) * 1000)).toBeUndefined();
    for (const lateUs of [0, 1_000_000])
      expect(clock.otherTimeUs(endUs - hourUs + lateUs, endUs + lateUs)).toBeUndefined();
    expect(clock.otherTimeUs(NOW_US + hourUs, endUs - 10_000_000)).toBe(NOW_US + 2 * hourUs);
  });

  it('is in doubt of a passing that has the RTC time of the last one before to the microsecond', () => {
    const clock = new RawClock();
    clock.take(live(NOW_US, NOW_US));
    const endUs = NOW_US + 104 * MINUTE_US;
    clock.take(live(endUs - 103 * MINUTE_US, endUs));
    expect(clock.otherTimeUs(NOW_US, endUs - 10_000_000)).toBe(NOW_US + 103 * MINUTE_US);
  });

  it('has the true time of each passing that may have been timed before it was set or after', () => {
    const minutes = fc.integer({ min: 2, max: 300 });
    fc.assert(
      fc.property(
        minutes,
        minutes,
        fc.integer({ min: -120, max: 120 }),
        minutes,
        (setAt, after, byMinutes, crossedAt) => {
          fc.pre(Math.abs(byMinutes) > 1 && crossedAt < setAt + after);
          const byUs = byMinutes * MINUTE_US;
          const endUs = NOW_US + (setAt + after) * MINUTE_US;
          const clock = new RawClock();
          clock.take(live(NOW_US, NOW_US));
          expect(clock.take(live(endUs + byUs, endUs))?.byUs).toBe(byUs);
          const trueUs = NOW_US + crossedAt * MINUTE_US;
          const isAfter = crossedAt > setAt;
          const rtcUs = isAfter ? trueUs + byUs : trueUs;
          const other = clock.otherTimeUs(rtcUs, endUs - 10_000_000);
          // A passing of before the setting happened at `rtcUs`, one of after it at `rtcUs - byUs`.
          if (other === undefined) {
            const isPossibleBefore = rtcUs >= NOW_US && rtcUs <= endUs;
            const isPossibleAfter = rtcUs - byUs >= NOW_US && rtcUs <= endUs + byUs;
            expect(isPossibleBefore && isPossibleAfter).toBe(false);
          } else expect([rtcUs, other]).toContain(trueUs);
        },
      ),
    );
  });
});
