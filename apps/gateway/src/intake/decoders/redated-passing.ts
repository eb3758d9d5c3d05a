import type { Passing } from '#passings';

/** How a decoder's passings were dated before this machine's clock was corrected, and how they are from then on. */
export interface DatingByMachine {
  /** Offsets that were measured by the wrong clock. */
  readonly measured: ReadonlySet<number>;
  /** The decoder's clock turns out to be of use as it is. */
  readonly isAsSent: boolean;
}

/** Redates a passing that was received while this machine's clock was wrong by `byUs`. */
export function redatedPassing(passing: Passing, byUs: number, dating: DatingByMachine): Passing {
  const received = { ...passing, receivedAtMs: passing.receivedAtMs + Math.round(byUs / 1000) };
  switch (passing.timeSource) {
    case 'utc':
      return received;
    case 'received':
      return { ...received, timeUs: passing.timeUs + byUs };
    case 'rtc':
      return dating.measured.has(passing.clockOffsetUs) ? movedBy(received, byUs) : received;
    case 'estimated':
      if (!dating.isAsSent) return movedBy(received, byUs);
      return { ...movedBy(received, -passing.clockOffsetUs), timeSource: 'rtc' };
  }
}

function movedBy(passing: Passing, byUs: number): Passing {
  const { alternativeTimeUs } = passing;
  return {
    ...passing,
    timeUs: passing.timeUs + byUs,
    clockOffsetUs: passing.clockOffsetUs + byUs,
    alternativeTimeUs: alternativeTimeUs === null ? null : alternativeTimeUs + byUs,
  };
}
