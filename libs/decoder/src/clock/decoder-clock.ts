/** One GET_TIME: the decoder's clock, and ours when the question left and when the answer came. */
export interface ClockMeasurement {
  readonly rtcTimeUs: number;
  readonly sentAtUs: number;
  readonly receivedAtUs: number;
}

export interface ClockState {
  /** Added to the decoder's RTC to get UTC; undefined until it was measured. */
  readonly offsetUs: number | undefined;
  readonly roundTripUs: number | undefined;
  /** What the last round would have given. */
  readonly measuredOffsetUs: number | undefined;
  readonly measuredAtUs: number | undefined;
  /** How often the decoder's clock was found set anew. */
  readonly jumps: number;
  /** How much faster than ours it runs, parts per million; undefined until two rounds lie a minute apart. */
  readonly driftPpm: number | undefined;
}

/** RC decoders deliver whole milliseconds (P3 protocol notes: us mod 1000 = 0 in all of their passings). */
const GRANULARITY_US = 1000;
/** A difference beyond drift that can only be a clock that somebody set. */
const JUMP_US = 500_000;
const DRIFT_BASE_US = 60_000_000;

/**
 * The offset of a decoder's clock. Once in force it stays as it is until that clock really jumps, so that the
 * time between two passings is the difference of the decoder's own clock and never jitters.
 */
export class DecoderClock {
  private offsetUs: number | undefined;
  private roundTripUs: number | undefined;
  private measured: { readonly offsetUs: number; readonly atUs: number } | undefined;
  private driftBase: { readonly offsetUs: number; readonly atUs: number } | undefined;
  private driftPpm: number | undefined;
  private jumps = 0;

  /** Goes on with the offset that was in force before a restart. */
  resume(offsetUs: number): void {
    this.offsetUs = offsetUs;
  }

  /** Takes the answers of one round, and tells whether the offset in force is another one now. */
  measure(round: readonly ClockMeasurement[]): boolean {
    const best = round.toSorted((a, b) => roundTrip(a) - roundTrip(b))[0];
    if (best === undefined) return false;
    const halfTripUs = roundTrip(best) / 2;
    const offsetUs = Math.round(best.sentAtUs + halfTripUs - best.rtcTimeUs);
    const measured = { offsetUs, atUs: best.receivedAtUs };
    this.roundTripUs = roundTrip(best);
    const isJump = this.isJump(measured);
    this.measured = measured;
    if (isJump) this.jumps++;
    if (isJump || this.driftBase === undefined) this.driftBase = measured;
    else this.learnDrift(measured, this.driftBase);
    if (this.offsetUs !== undefined && !isJump) return false;
    // A clock that agrees as far as can be told is right as it is.
    this.offsetUs = Math.abs(offsetUs) <= halfTripUs + GRANULARITY_US ? 0 : offsetUs;
    return true;
  }

  state(): ClockState {
    return {
      offsetUs: this.offsetUs,
      roundTripUs: this.roundTripUs,
      measuredOffsetUs: this.measured?.offsetUs,
      measuredAtUs: this.measured?.atUs,
      jumps: this.jumps,
      driftPpm: this.driftPpm,
    };
  }

  /** Compared with the round before, where there is one: slow drift over days is no jump. */
  private isJump({ offsetUs, atUs }: { offsetUs: number; atUs: number }): boolean {
    const reference = this.measured?.offsetUs ?? this.offsetUs;
    if (reference === undefined) return false;
    const elapsedUs = this.measured === undefined ? 0 : atUs - this.measured.atUs;
    const drifted = (-(this.driftPpm ?? 0) * elapsedUs) / 1_000_000;
    return Math.abs(offsetUs - reference - drifted) > JUMP_US;
  }

  private learnDrift(
    now: { offsetUs: number; atUs: number },
    base: { offsetUs: number; atUs: number },
  ): void {
    const elapsedUs = now.atUs - base.atUs;
    // A clock that runs fast makes the offset smaller.
    if (elapsedUs >= DRIFT_BASE_US) this.driftPpm = (-(now.offsetUs - base.offsetUs) / elapsedUs) * 1_000_000;
  }
}

function roundTrip({ sentAtUs, receivedAtUs }: ClockMeasurement): number {
  return receivedAtUs - sentAtUs;
}
