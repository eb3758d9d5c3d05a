import { AHEAD_US, type Arrival } from './clock-eras.js';
import type { Dating } from './decoder-clock.js';
import { certainly, EstimatedClock } from './estimated-clock.js';

/** Longest time for which a line holds a passing back; a clock that was set or began anew is further off. */
export const HELD_BACK_US = 60_000_000;

/**
 * A stand-in for a useless clock, or one that counts since its start: its offset is taken from the times of receipt. All
 * passings share one offset, so that the time between two is that of the decoder and a resent passing is recognised.
 */
export class ReceiptClock extends EstimatedClock {
  /**
   * Returns undefined before the first passing that was received at once, and for a resent one that would lie in the
   * future.
   */
  override date({ rtcTimeUs, receivedAtUs, isAsked }: Arrival): Dating | undefined {
    const nowUs = receivedAtUs - rtcTimeUs;
    const ageUs = this.inForceUs === undefined ? undefined : nowUs - this.inForceUs;
    const isOf = ageUs !== undefined && ageUs >= -AHEAD_US;
    if (isAsked) return isOf && this.inForceUs !== undefined ? certainly(this.inForceUs) : undefined;
    if (!isOf || ageUs > HELD_BACK_US) this.inForceUs = nowUs;
    return certainly(this.inForceUs ?? nowUs);
  }
}
