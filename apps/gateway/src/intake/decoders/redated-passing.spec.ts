import { aPassing } from '../../../../../libs/passings/src/testing/a-passing.js';
import { redatedPassing } from './redated-passing.js';

const byUs = 14 * 86_400_000_000;
const measured = new Set([-byUs]);
const passing = aPassing({
  passingNumber: 1,
  timeUs: 1_700_000_000_000_000,
  rtcTimeUs: 1_700_000_000_000_000 + byUs,
  clockOffsetUs: -byUs,
});
const received = { receivedAtMs: passing.receivedAtMs + byUs / 1000 };
const moved = { ...received, timeUs: passing.timeUs + byUs };

describe(redatedPassing.name, () => {
  it('moves what was timed by the wrong clock, and keeps the RTC', () => {
    expect(redatedPassing(passing, byUs, { measured, isAsSent: false })).toEqual({
      ...passing,
      ...moved,
      clockOffsetUs: 0,
    });
    const doubtful = { ...passing, isTimeDoubtful: true, alternativeTimeUs: 5 };
    expect(redatedPassing(doubtful, byUs, { measured, isAsSent: false }).alternativeTimeUs).toBe(5 + byUs);
  });

  it('leaves the time of what was timed by another one, and corrects its receipt', () => {
    const dating = { measured: new Set<number>(), isAsSent: false };
    expect(redatedPassing(passing, byUs, dating)).toEqual({ ...passing, ...received });
    const byUtc = { ...passing, timeSource: 'utc', clockOffsetUs: 0 } as const;
    expect(redatedPassing(byUtc, byUs, { measured, isAsSent: false })).toEqual({ ...byUtc, ...received });
  });

  it('moves what is placed by its receipt, and takes the RTC as it is where it turns out to be right', () => {
    const placed = { ...passing, timeSource: 'received', clockOffsetUs: 0 } as const;
    const dating = { measured, isAsSent: false };
    expect(redatedPassing(placed, byUs, dating)).toEqual({ ...placed, ...moved });
    const estimated = { ...passing, timeSource: 'estimated' } as const;
    expect(redatedPassing(estimated, byUs, dating)).toEqual({ ...estimated, ...moved, clockOffsetUs: 0 });
    expect(redatedPassing(estimated, byUs, { measured, isAsSent: true })).toEqual({
      ...estimated,
      ...received,
      timeSource: 'rtc',
      timeUs: passing.rtcTimeUs,
      clockOffsetUs: 0,
    });
  });
});
