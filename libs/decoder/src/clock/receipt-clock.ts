import { AHEAD_US, type Arrival } from './clock-eras.js';
import type { Dating } from './decoder-clock.js';
import { certainly, EstimatedClock } from './estimated-clock.js';

/** Longest time for which a line holds a passing back; a clock that was set or began anew is further off. */
export const HELD_BACK_US = 60_000_000;
const DAY_US = 86_400_000_000;
/** Offsets that are begun within a day without a proof: a decoder is switched on a few times. */
const MOST_A_DAY = 24;
/** Lags of passings that belong to one clock differ by less: held-back ones come faster than they happened. */
const STEADY_US = 1_500_000;
/** Time for which passings come at the pace of one clock before it is believed. */
export const STEADY_SPAN_US = 3_000_000;

/**
 * A stand-in for a useless clock, or one that counts since its start: its offset is taken from the times of receipt. All
 * passings share one offset, so that the time between two is that of the decoder and a resent passing is recognised.
 */
export class ReceiptClock extends EstimatedClock {
  /** Receipts of the passings that began the last offsets. */
  private begunAtUs: readonly number[] = [];
  /** The first of the passings in a row that no offset was begun for. */
  private suspect: Arrival | undefined;

  /**
   * Returns undefined before the first passing that was received at once, for a resent one that would lie in the future,
   * and for one whose time has nothing to do with those before.
   */
  override date(arrival: Arrival): Dating | undefined {
    const { rtcTimeUs, receivedAtUs, isAsked } = arrival;
    const nowUs = receivedAtUs - rtcTimeUs;
    const ageUs = this.inForceUs === undefined ? undefined : nowUs - this.inForceUs;
    const isOf = ageUs !== undefined && ageUs >= -AHEAD_US;
    if (isAsked) return isOf && this.inForceUs !== undefined ? certainly(this.inForceUs) : undefined;
    if (!isOf || ageUs > HELD_BACK_US) {
      if (!this.mayBegin(arrival)) return undefined;
      this.inForceUs = nowUs;
    }
    return certainly(this.inForceUs ?? nowUs);
  }

  /** Whether the clock may have begun anew: each offset is kept for ever, and a line that spoils times would make thousands. */
  private mayBegin(arrival: Arrival): boolean {
    const { receivedAtUs } = arrival;
    const ofLastDay = this.begunAtUs.filter((atUs) => receivedAtUs - atUs < DAY_US && atUs <= receivedAtUs);
    const mayBegin = ofLastDay.length < MOST_A_DAY || this.isSteady(arrival);
    if (mayBegin) this.suspect = undefined;
    this.begunAtUs = mayBegin ? [...ofLastDay, receivedAtUs].slice(-MOST_A_DAY) : ofLastDay;
    return mayBegin;
  }

  /** Whether passings without an offset have come at the pace of one clock for some seconds. */
  private isSteady(arrival: Arrival): boolean {
    const { suspect } = this;
    if (suspect === undefined || !isOfOneClock(arrival, suspect)) {
      this.suspect = arrival;
      return false;
    }
    return arrival.rtcTimeUs - suspect.rtcTimeUs >= STEADY_SPAN_US;
  }
}

/** Whether two passings were received with the same lag behind their times. */
export function isOfOneClock(one: Arrival, other: Arrival): boolean {
  return Math.abs(lagOf(one) - lagOf(other)) <= STEADY_US;
}

function lagOf({ receivedAtUs, rtcTimeUs }: Arrival): number {
  return receivedAtUs - rtcTimeUs;
}
