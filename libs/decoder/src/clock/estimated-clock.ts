import type { Arrival } from './clock-eras.js';
import type { Dating } from './decoder-clock.js';

/** A clock whose offset is taken from the times of receipt, because the decoder's own does not tell the date. */
export abstract class EstimatedClock {
  protected inForceUs: number | undefined;

  get offsetUs(): number | undefined {
    return this.inForceUs;
  }

  /** Resumes the offset that was in force before a restart. */
  resume(offsetUs: number | undefined): void {
    this.inForceUs = offsetUs;
  }

  /** Corrects the offset: the clock of the host was set. */
  move(byUs: number): void {
    if (this.inForceUs !== undefined) this.inForceUs += byUs;
  }

  /** Returns the dating of a passing; undefined where only the moment of receipt is of use. */
  abstract date(arrival: Arrival): Dating | undefined;
}

export function certainly(offsetUs: number): Dating {
  return { offsetUs, isDoubtful: false, alternativeOffsetUs: undefined };
}
