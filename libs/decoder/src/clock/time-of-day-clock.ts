import { AHEAD_US, type Arrival } from './clock-eras.js';
import type { Dating } from './decoder-clock.js';
import { certainly, EstimatedClock } from './estimated-clock.js';
import { HELD_BACK_US, isOfOneClock, STEADY_SPAN_US } from './receipt-clock.js';

const DAY_US = 86_400_000_000;

/**
 * A clock that tells the time of day alone. The day is that of the receipt, or the day before for a passing that the decoder
 * kept over midnight. A decoder that repeats a passing until it is acknowledged sends those of hours ago after an outage;
 * a clock that was set looks alike until some seconds show that it goes at the pace of the receipts.
 */
export class TimeOfDayClock extends EstimatedClock {
  /** The first of the passings in a row that the clock in force makes old. */
  private suspect: Arrival | undefined;

  override resume(offsetUs: number | undefined): void {
    super.resume(offsetUs);
    this.suspect = undefined;
  }

  override date(arrival: Arrival): Dating {
    const { rtcTimeUs, receivedAtUs } = arrival;
    const nowUs = receivedAtUs - rtcTimeUs;
    const inForceUs = this.inForceUs;
    if (inForceUs === undefined) {
      this.inForceUs = nowUs;
      return certainly(nowUs);
    }
    const ageUs = aboveAhead(nowUs - inForceUs);
    if (ageUs <= HELD_BACK_US) {
      this.suspect = undefined;
      // The whole days move with midnight, the time within a day stays.
      this.inForceUs = nowUs - ageUs;
      return certainly(this.inForceUs);
    }
    if (this.wasSet(arrival)) {
      this.suspect = undefined;
      this.inForceUs = nowUs;
      return certainly(nowUs);
    }
    return { offsetUs: nowUs - ageUs, isDoubtful: true, alternativeOffsetUs: nowUs };
  }

  /** Whether old-looking passings have come at the pace of the clock for some seconds: the clock was set. */
  private wasSet(arrival: Arrival): boolean {
    const { suspect } = this;
    const isSteady = suspect !== undefined && isOfOneClock(arrival, suspect);
    if (!isSteady) this.suspect = arrival;
    return isSteady && arrival.rtcTimeUs - suspect.rtcTimeUs >= STEADY_SPAN_US;
  }
}

/** Returns a time within the day that begins `AHEAD_US` before 0. */
function aboveAhead(us: number): number {
  const shifted = (us + AHEAD_US) % DAY_US;
  return (shifted < 0 ? shifted + DAY_US : shifted) - AHEAD_US;
}
