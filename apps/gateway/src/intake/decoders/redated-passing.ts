import type { Passing } from '#passings';

/** How the passings of a decoder were dated before the clock of the machine was set, and how they are from then on. */
export interface DatingByMachine {
  /** Offsets that were measured by the wrong clock. */
  readonly measured: ReadonlySet<number>;
  /** Its clock turns out to be of use as it is. */
  readonly isAsSent: boolean;
}

/** A passing that was received while the clock of this machine was wrong by so much. */
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
