import { AHEAD_US, type Arrival } from './clock-eras.js';

/** Longest time for which a line holds a passing back; a clock that was set or began anew is further off. */
const HELD_BACK_US = 60_000_000;

/**
 * A stand-in for a useless clock: its offset is taken from the times of receipt. All passings share one offset, so that
 * the time between two is that of the decoder and a resent passing is recognised.
 */
export class ReceiptClock {
  private inForceUs: number | undefined;

  get offsetUs(): number | undefined {
    return this.inForceUs;
  }

  resume(offsetUs: number | undefined): void {
    this.inForceUs = offsetUs;
  }

  /** Corrects the offset: the clock of the host was set. */
  move(byUs: number): void {
    if (this.inForceUs !== undefined) this.inForceUs += byUs;
  }

  /**
   * Returns the offset to add to the RTC time; undefined before the first passing that was received at once, and for a
   * resent one that would lie in the future.
   */
  offsetFor({ rtcTimeUs, receivedAtUs, isAsked }: Arrival): number | undefined {
    const nowUs = receivedAtUs - rtcTimeUs;
    const ageUs = this.inForceUs === undefined ? undefined : nowUs - this.inForceUs;
    const isOf = ageUs !== undefined && ageUs >= -AHEAD_US;
    if (isAsked) return isOf ? this.inForceUs : undefined;
    if (!isOf || ageUs > HELD_BACK_US) this.inForceUs = nowUs;
    return this.inForceUs;
  }
}
