import { AHEAD_US, type Arrival } from './clock-eras.js';

/** A line may hold a passing back for a while; a clock that was set, or began anew, is further off. */
const HELD_BACK_US = 60_000_000;

/**
 * A stand-in for a clock that is of no use: its offset is taken from when passings were received. The same for all, and
 * not for each its own, so that the time between two is that of the decoder, and one that comes again is recognised.
 */
export class ReceiptClock {
  private inForceUs: number | undefined;

  get offsetUs(): number | undefined {
    return this.inForceUs;
  }

  resume(offsetUs: number | undefined): void {
    this.inForceUs = offsetUs;
  }

  /** The clock of the host was set. */
  move(byUs: number): void {
    if (this.inForceUs !== undefined) this.inForceUs += byUs;
  }

  /** What to add to its RTC; undefined while no passing told that was received at once, or where that cannot be. */
  offsetFor({ rtcTimeUs, receivedAtUs, isAsked }: Arrival): number | undefined {
    const nowUs = receivedAtUs - rtcTimeUs;
    const ageUs = this.inForceUs === undefined ? undefined : nowUs - this.inForceUs;
    const isOf = ageUs !== undefined && ageUs >= -AHEAD_US;
    if (isAsked) return isOf ? this.inForceUs : undefined;
    if (!isOf || ageUs > HELD_BACK_US) this.inForceUs = nowUs;
    return this.inForceUs;
  }
}
