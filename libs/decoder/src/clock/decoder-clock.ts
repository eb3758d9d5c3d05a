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
  /** By how much it was set forward the last time, or back where this is below 0. */
  readonly lastJumpUs: number | undefined;
  /** How much faster than ours it runs, parts per million; undefined until two rounds lie a minute apart. */
  readonly driftPpm: number | undefined;
}

/** RC decoders deliver whole milliseconds (P3 protocol notes: us mod 1000 = 0 in all of their passings). */
const GRANULARITY_US = 1000;
/** A difference beyond drift that can only be a clock that somebody set. */
const JUMP_US = 500_000;
const DRIFT_BASE_US = 60_000_000;
/** A passing that is not resent comes within this. */
const LATE_US = 2_000_000;
const AHEAD_US = 1_000_000;

interface Measured {
  readonly offsetUs: number;
  readonly atUs: number;
}

/** The clock as it was before it was set, and until when that was seen. */
interface FormerClock {
  readonly offsetUs: number;
  readonly seenAtUs: number | undefined;
  readonly endedAtUs: number;
}

/**
 * The offset of a decoder's clock. Once in force it stays as it is until that clock really jumps, so that the
 * time between two passings is the difference of the decoder's own clock and never jitters.
 */
export class DecoderClock {
  private offsetUs: number | undefined;
  private roundTripUs: number | undefined;
  private measured: Measured | undefined;
  private driftBase: Measured | undefined;
  private driftPpm: number | undefined;
  private jumps = 0;
  private lastJumpUs: number | undefined;
  private former: FormerClock | undefined;

  /** Goes on with the offset that was in force before a restart. */
  resume(offsetUs: number): void {
    this.offsetUs = offsetUs;
  }

  /** Takes the answers of one round, and tells whether the offset in force is another one now. */
  measure(round: readonly ClockMeasurement[]): boolean {
    const best = round.toSorted((a, b) => roundTrip(a) - roundTrip(b))[0];
    if (best === undefined || !isOneClock(round)) return false;
    const halfTripUs = roundTrip(best) / 2;
    const offsetUs = offsetOf(best);
    const measured = { offsetUs, atUs: best.receivedAtUs };
    this.roundTripUs = roundTrip(best);
    const isJump = this.isJump(measured, halfTripUs);
    if (isJump) this.noteJump(measured);
    this.measured = measured;
    if (isJump || this.driftBase === undefined) this.driftBase = measured;
    else this.learnDrift(measured, this.driftBase);
    if (this.offsetUs !== undefined && !isJump) return false;
    // A clock that agrees as far as can be told is right as it is.
    this.offsetUs = Math.abs(offsetUs) <= halfTripUs + GRANULARITY_US ? 0 : offsetUs;
    return true;
  }

  /** Whether a passing that has just come tells that the clock may have been set since it was asked. */
  isDoubtful(rtcTimeUs: number, receivedAtUs: number): 'ahead' | 'behind' | undefined {
    if (this.measured === undefined) return undefined;
    const ageUs = receivedAtUs - rtcTimeUs - this.measured.offsetUs;
    if (ageUs < -AHEAD_US) return 'ahead';
    return ageUs > LATE_US ? 'behind' : undefined;
  }

  /**
   * What to add to an RTC time. A passing that is sent again may be from before the clock was set: the clock of now
   * would put it in the future, or before it was set, and the former one where it can be.
   */
  offsetFor(rtcTimeUs: number, receivedAtUs: number): number | undefined {
    const { offsetUs, former } = this;
    if (offsetUs === undefined || former === undefined) return offsetUs;
    const nowUs = rtcTimeUs + offsetUs;
    const formerlyUs = rtcTimeUs + former.offsetUs;
    const cannotBe = nowUs > receivedAtUs + AHEAD_US || nowUs < (former.seenAtUs ?? 0) - LATE_US;
    return cannotBe && formerlyUs <= former.endedAtUs + AHEAD_US ? former.offsetUs : offsetUs;
  }

  state(): ClockState {
    return {
      offsetUs: this.offsetUs,
      roundTripUs: this.roundTripUs,
      measuredOffsetUs: this.measured?.offsetUs,
      measuredAtUs: this.measured?.atUs,
      jumps: this.jumps,
      lastJumpUs: this.lastJumpUs,
      driftPpm: this.driftPpm,
    };
  }

  /** Compared with the round before, where there is one: slow drift over days is no jump. */
  private isJump({ offsetUs, atUs }: Measured, halfTripUs: number): boolean {
    const reference = this.measured?.offsetUs ?? this.offsetUs;
    if (reference === undefined) return false;
    const elapsedUs = this.measured === undefined ? 0 : atUs - this.measured.atUs;
    const drifted = (-(this.driftPpm ?? 0) * elapsedUs) / 1_000_000;
    return Math.abs(offsetUs - reference - drifted) > JUMP_US + halfTripUs;
  }

  private noteJump({ offsetUs, atUs }: Measured): void {
    const inForceUs = this.offsetUs ?? offsetUs;
    this.jumps++;
    this.lastJumpUs = (this.measured?.offsetUs ?? inForceUs) - offsetUs;
    this.former = { offsetUs: inForceUs, seenAtUs: this.measured?.atUs, endedAtUs: atUs };
  }

  private learnDrift(now: Measured, base: Measured): void {
    const elapsedUs = now.atUs - base.atUs;
    // A clock that runs fast makes the offset smaller.
    if (elapsedUs >= DRIFT_BASE_US) this.driftPpm = (-(now.offsetUs - base.offsetUs) / elapsedUs) * 1_000_000;
  }
}

function offsetOf(measurement: ClockMeasurement): number {
  return Math.round(measurement.sentAtUs + roundTrip(measurement) / 2 - measurement.rtcTimeUs);
}

/** The answer to an earlier question can come for a later one, where the decoder does not say which it answers. */
function isOneClock(round: readonly ClockMeasurement[]): boolean {
  const offsets = round.map(offsetOf);
  const longestTripUs = Math.max(...round.map(roundTrip));
  return Math.max(...offsets) - Math.min(...offsets) <= JUMP_US + longestTripUs;
}

function roundTrip({ sentAtUs, receivedAtUs }: ClockMeasurement): number {
  return receivedAtUs - sentAtUs;
}
