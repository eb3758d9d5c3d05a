import type { LivePassings } from './live-passings.js';
import { AHEAD_US, type Arrival, type ClockEra, isAtOnce, LATE_US, possibleEras } from './clock-eras.js';

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
  /** Offset that the last round measured, in force or not. */
  readonly measuredOffsetUs: number | undefined;
  readonly measuredAtUs: number | undefined;
  /** Number of times that the decoder's clock was found set anew. */
  readonly jumps: number;
  /** Size of the last jump: above 0 where the clock was set forward, below 0 where it was set back. */
  readonly lastJumpUs: number | undefined;
  /** Speed of the decoder's clock against ours, parts per million; undefined until two rounds lie a minute apart. */
  readonly driftPpm: number | undefined;
}

/** Offset that is added to the RTC time of a passing, and the other offset under which it may have been timed. */
export interface Dating {
  readonly offsetUs: number;
  readonly isDoubtful: boolean;
  readonly alternativeOffsetUs: number | undefined;
}

/** The part of a clock that is kept over a restart. */
export interface KeptClock {
  /** Oldest first; the last one is in force. */
  readonly eras: readonly ClockEra[];
  /** Moment when the last era was seen in force. */
  readonly provenAtUs: number | undefined;
}

/** RC decoders deliver whole milliseconds (docs/protocols/p3.md, Time). */
const GRANULARITY_US = 1000;
/** Difference beyond drift that only a clock that was set can have. */
const JUMP_US = 500_000;
/** Further than any time zone: a clock that was never set may be so far off, and a wrong answer is. */
const FAR_US = 86_400_000_000;
const DRIFT_BASE_US = 60_000_000;
const MOST_ERAS = 6;

interface Measured {
  readonly offsetUs: number;
  readonly atUs: number;
}

/**
 * The offset of a decoder's clock. An offset in force stays until the clock jumps, so that the time between two
 * passings is the difference of the decoder's own clock and never jitters.
 */
export class DecoderClock {
  private eras: readonly ClockEra[] = [];
  private provenAtUs: number | undefined;
  private latest: Arrival | undefined;
  private roundTripUs: number | undefined;
  private measured: Measured | undefined;
  private driftBase: Measured | undefined;
  private driftPpm: number | undefined;
  private jumps = 0;
  private lastJumpUs: number | undefined;
  private isTellingTime: boolean | undefined;
  private wasMeasuredBeforeJump = false;
  private isImplausible = false;

  /** Resumes the eras that were in force before a restart. */
  resume({ eras, provenAtUs }: KeptClock): void {
    this.eras = eras.map((era) => ({ ...era, isMeasuredHere: false }));
    this.provenAtUs = provenAtUs;
  }

  kept(): KeptClock {
    const current = this.current();
    const eras = current === undefined ? [] : [...this.eras.slice(0, -1), current];
    return { eras, provenAtUs: this.provenAtUs };
  }

  /** Whether the decoder answered the last question for its time; undefined before the first one. */
  get isTelling(): boolean | undefined {
    return this.isTellingTime;
  }

  /** Whether the last time that the decoder told is impossible. */
  get isDistrusted(): boolean {
    return this.isImplausible;
  }

  /** Whether both measurements around the last jump are of this run: otherwise either clock may have been set. */
  get isJumpSeen(): boolean {
    return this.wasMeasuredBeforeJump;
  }

  /** Times between which passings may have been timed before or after the last jump, and the moment since which they came. */
  uncertainSpan():
    { readonly fromUs: number; readonly untilUs: number; readonly cameFromUs: number } | undefined {
    const [former, current] = this.eras.slice(-2);
    if (former?.endedUs === undefined || current?.afterUs === undefined) return undefined;
    const spreadUs = Math.abs(current.offsetUs - former.offsetUs) + LATE_US;
    return {
      fromUs: Math.max(0, current.afterUs - spreadUs),
      untilUs: former.endedUs + spreadUs,
      cameFromUs: current.afterUs,
    };
  }

  /** Returns the change of the offset in force by a round of answers; undefined where the offset stays. */
  jumpIn(round: readonly ClockMeasurement[]): number | undefined {
    const best = bestOf(round);
    const reference = this.reference();
    if (best === undefined || reference === undefined) return undefined;
    const measured = measuredBy(best);
    return this.isJump(measured, roundTrip(best) / 2) ? measured.offsetUs - reference : undefined;
  }

  /**
   * Whether the answers of a round are plausible. Live passings decide where there are some: after a jump those
   * received since the round before, whose first answer is `former`. Without them an expected offset is believed at
   * once, and an unexpected one after two rounds that show a clock that goes.
   */
  isBelievable(
    round: readonly ClockMeasurement[],
    former: ClockMeasurement | undefined,
    live: LivePassings,
  ): boolean {
    const best = bestOf(round);
    if (best === undefined) return false;
    const { offsetUs } = measuredBy(best);
    const isJump = this.jumpIn(round) !== undefined;
    const sinceUs = (isJump ? former?.sentAtUs : undefined) ?? this.measured?.atUs ?? 0;
    const word = live.wordOn(offsetUs, sinceUs);
    if (word !== undefined) return word === 'agrees';
    const isFirst = this.reference() === undefined;
    const isSurprise = isJump || (isFirst && Math.abs(offsetUs) > FAR_US);
    return !isSurprise || (former !== undefined && isOneClock([former, best]));
  }

  /**
   * Notes that the decoder told an impossible time: an offset that passings proved stays in force, an unproven one is
   * dropped.
   */
  distrust(): void {
    this.isImplausible = true;
    this.isTellingTime = false;
    const current = this.eras.at(-1);
    if (this.latest === undefined && current?.proven === undefined && current?.isMeasuredHere === true) {
      const former = this.eras.at(-2);
      this.eras = this.eras.slice(0, -2);
      if (former !== undefined) this.eras = [...this.eras, { ...former, endedUs: undefined }];
    }
    this.measured = undefined;
    this.driftBase = undefined;
  }

  /** Takes the answers of one round. Returns whether the offset in force has changed. */
  measure(round: readonly ClockMeasurement[]): boolean {
    if (round.length === 0) this.isTellingTime = false;
    const best = bestOf(round);
    if (best === undefined) return false;
    this.isTellingTime = true;
    this.isImplausible = false;
    const halfTripUs = roundTrip(best) / 2;
    const measured = measuredBy(best);
    const { offsetUs } = measured;
    this.roundTripUs = roundTrip(best);
    const isJump = this.isJump(measured, halfTripUs);
    if (isJump) this.noteJump(measured);
    this.measured = measured;
    if (isJump || this.driftBase === undefined) this.driftBase = measured;
    else this.learnDrift(measured, this.driftBase);
    const current = this.eras.at(-1);
    const isNew = current === undefined || isJump;
    // An offset within the accuracy of the measurement counts as 0.
    if (isNew) this.begin(Math.abs(offsetUs) <= halfTripUs + GRANULARITY_US ? 0 : offsetUs);
    else this.replaceCurrent({ ...current, driftUs: current.offsetUs - offsetUs, isMeasuredHere: true });
    this.provenAtUs = measured.atUs;
    return isNew;
  }

  /** Whether a passing that has just come shows that the clock may have been set since its last measurement. */
  isDoubtful(rtcTimeUs: number, receivedAtUs: number): 'ahead' | 'behind' | undefined {
    if (this.measured === undefined) return undefined;
    const ageUs = receivedAtUs - rtcTimeUs - this.measured.offsetUs;
    if (ageUs < -AHEAD_US) return 'ahead';
    return ageUs > LATE_US ? 'behind' : undefined;
  }

  /** Returns the dating of a passing; undefined while no offset is known. */
  date(arrival: Arrival): Dating | undefined {
    const current = this.eras.at(-1);
    if (current === undefined) return undefined;
    if (!arrival.isAsked) {
      const live = isAtOnce(current, arrival) ? current : this.eras.findLast((era) => isAtOnce(era, arrival));
      if (live === current) this.prove(arrival);
      if (live !== undefined) return certainly(live);
      // The decoder did not tell its time, or was not asked after this passing came: its clock may have been set.
      if (this.isTellingTime === false || (this.measured?.atUs ?? 0) < arrival.receivedAtUs) {
        const alternativeOffsetUs = arrival.receivedAtUs - arrival.rtcTimeUs;
        return { offsetUs: current.offsetUs, isDoubtful: true, alternativeOffsetUs };
      }
    }
    if (this.eras.length === 1) return certainly(current);
    const possible = possibleEras(this.kept().eras, arrival);
    const chosen = possible.at(-1) ?? current;
    if (possible.length === 1) return certainly(chosen);
    const other = possible.at(-2) ?? this.eras.findLast((era) => era.offsetUs !== chosen.offsetUs);
    return { offsetUs: chosen.offsetUs, isDoubtful: true, alternativeOffsetUs: other?.offsetUs };
  }

  /** Returns the offsets under which a passing can have been timed, each with the place of its era. */
  possible(arrival: Arrival): { readonly era: number; readonly offsetUs: number }[] {
    const { eras } = this.kept();
    return possibleEras(eras, arrival).map((era) => ({ era: eras.indexOf(era), offsetUs: era.offsetUs }));
  }

  /** Returns the place of the newest era of this offset; -1 where there is none. */
  eraOf(offsetUs: number): number {
    return this.eras.findLastIndex((era) => era.offsetUs === offsetUs);
  }

  /** Offsets that were measured by the clock that the host has in this run. */
  get measuredHere(): ReadonlySet<number> {
    return new Set(this.eras.filter(({ isMeasuredHere }) => isMeasuredHere).map(({ offsetUs }) => offsetUs));
  }

  /**
   * Corrects the moments noted since `sinceUs` and the measured offsets by `byUs`: the host's clock was set, not this
   * one.
   */
  hostMoved(byUs: number, sinceUs: number): void {
    const moved = (us: number | undefined): number | undefined =>
      us !== undefined && us >= sinceUs ? us + byUs : us;
    const { eras } = this.kept();
    this.latest = this.latest && { ...this.latest, receivedAtUs: this.latest.receivedAtUs + byUs };
    this.eras = eras.map((era) => ({
      ...era,
      offsetUs: era.offsetUs + (era.isMeasuredHere ? byUs : 0),
      afterUs: moved(era.afterUs),
      endedUs: moved(era.endedUs),
      proven:
        era.isMeasuredHere && era.proven ? { ...era.proven, timeUs: era.proven.timeUs + byUs } : era.proven,
    }));
    const again = (measured: Measured | undefined): Measured | undefined =>
      measured && { offsetUs: measured.offsetUs + byUs, atUs: measured.atUs + byUs };
    this.provenAtUs = moved(this.provenAtUs);
    this.measured = again(this.measured);
    this.driftBase = again(this.driftBase);
  }

  state(): ClockState {
    return {
      offsetUs: this.eras.at(-1)?.offsetUs,
      roundTripUs: this.roundTripUs,
      measuredOffsetUs: this.measured?.offsetUs,
      measuredAtUs: this.measured?.atUs,
      jumps: this.jumps,
      lastJumpUs: this.lastJumpUs,
      driftPpm: this.driftPpm,
    };
  }

  /** The era in force, with the newest passing that proves it. */
  private current(): ClockEra | undefined {
    const [current, latest] = [this.eras.at(-1), this.latest];
    if (current === undefined || latest === undefined) return current;
    return { ...current, proven: { number: latest.number, timeUs: latest.rtcTimeUs + current.offsetUs } };
  }

  private prove(arrival: Arrival): void {
    this.latest = arrival;
    this.provenAtUs = Math.max(this.provenAtUs ?? 0, arrival.receivedAtUs - LATE_US);
  }

  private begin(offsetUs: number): void {
    const afterUs = this.eras.length === 0 ? undefined : this.provenAtUs;
    const era = {
      offsetUs,
      driftUs: 0,
      afterUs,
      endedUs: undefined,
      proven: undefined,
      isMeasuredHere: true,
    };
    this.eras = [...this.eras, era].slice(-MOST_ERAS);
  }

  private replaceCurrent(era: ClockEra): void {
    this.eras = [...this.eras.slice(0, -1), era];
  }

  /** Returns the offset with which the next measurement is compared. */
  private reference(): number | undefined {
    const current = this.eras.at(-1);
    return this.measured?.offsetUs ?? (current && current.offsetUs - current.driftUs);
  }

  /** Compares with the round before, where there is one: slow drift over days is no jump. */
  private isJump({ offsetUs, atUs }: Measured, halfTripUs: number): boolean {
    const reference = this.reference();
    if (reference === undefined) return false;
    const elapsedUs = this.measured === undefined ? 0 : atUs - this.measured.atUs;
    const drifted = (-(this.driftPpm ?? 0) * elapsedUs) / 1_000_000;
    return Math.abs(offsetUs - reference - drifted) > JUMP_US + halfTripUs;
  }

  private noteJump({ offsetUs, atUs }: Measured): void {
    this.jumps++;
    this.wasMeasuredBeforeJump = this.measured !== undefined;
    this.lastJumpUs = (this.reference() ?? offsetUs) - offsetUs;
    const current = this.current();
    if (current !== undefined) this.replaceCurrent({ ...current, endedUs: atUs });
    this.latest = undefined;
  }

  private learnDrift(now: Measured, base: Measured): void {
    const elapsedUs = now.atUs - base.atUs;
    // A clock that runs fast makes the offset smaller.
    if (elapsedUs >= DRIFT_BASE_US) this.driftPpm = (-(now.offsetUs - base.offsetUs) / elapsedUs) * 1_000_000;
  }
}

function certainly({ offsetUs }: ClockEra): Dating {
  return { offsetUs, isDoubtful: false, alternativeOffsetUs: undefined };
}

/** Returns the answer with the shortest round trip; undefined where the answers are of more than one clock. */
function bestOf(round: readonly ClockMeasurement[]): ClockMeasurement | undefined {
  return isOneClock(round) ? round.toSorted((a, b) => roundTrip(a) - roundTrip(b))[0] : undefined;
}

function measuredBy(measurement: ClockMeasurement): Measured {
  return { offsetUs: offsetOf(measurement), atUs: measurement.receivedAtUs };
}

function offsetOf(measurement: ClockMeasurement): number {
  return Math.round(measurement.sentAtUs + roundTrip(measurement) / 2 - measurement.rtcTimeUs);
}

/**
 * Whether all answers of a round are of one clock: without a REQUEST_ID an answer to an earlier question may be among
 * them.
 */
function isOneClock(round: readonly ClockMeasurement[]): boolean {
  const offsets = round.map(offsetOf);
  const longestTripUs = Math.max(...round.map(roundTrip));
  return Math.max(...offsets) - Math.min(...offsets) <= JUMP_US + longestTripUs;
}

function roundTrip({ sentAtUs, receivedAtUs }: ClockMeasurement): number {
  return receivedAtUs - sentAtUs;
}
