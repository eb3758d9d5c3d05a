/** The newest passing of an era that was received at once: proof that the clock still had the era's offset. */
export interface ProvenPassing {
  readonly number: number | undefined;
  readonly timeUs: number;
}

/** A time over which a decoder's clock had one offset. Moments are by the clock of the host unless said otherwise. */
export interface ClockEra {
  /** Added to the decoder's RTC to get UTC. */
  readonly offsetUs: number;
  /** Offset in force less the one measured last: a clock drifts, and its offset in force stays. */
  readonly driftUs: number;
  /** Moment after which the clock was set to this offset; undefined for the first era. */
  readonly afterUs: number | undefined;
  /** Moment by which the clock had another offset; undefined for the era in force. */
  readonly endedUs: number | undefined;
  /** The newest passing of this era that was received at once. */
  readonly proven: ProvenPassing | undefined;
  /** Whether the offset was measured in this run, by the clock that the host has in this run. */
  readonly isMeasuredHere: boolean;
}

/** A passing at its receipt. */
export interface Arrival {
  readonly rtcTimeUs: number;
  readonly number: number | undefined;
  readonly receivedAtUs: number;
  /** Whether the passing was requested again (RESEND), so that it may be old. */
  readonly isAsked: boolean;
}

/** Longest time from the crossing to the receipt of a passing that is not resent. */
export const LATE_US = 2_000_000;
export const AHEAD_US = 1_000_000;
/** Least difference of two offsets that counts in the timing of riders. */
const ALIKE_US = 1_500_000;
/** Longest time for which a decoder keeps passings. */
export const OLDEST_US = 400 * 86_400_000_000;

/** Returns the time from the crossing to the receipt, if the passing was timed in `era`. */
export function ageIn(era: ClockEra, { rtcTimeUs, receivedAtUs }: Arrival): number {
  return receivedAtUs + era.driftUs - (rtcTimeUs + era.offsetUs);
}

export function isAtOnce(era: ClockEra, arrival: Arrival): boolean {
  const ageUs = ageIn(era, arrival);
  return ageUs >= -AHEAD_US && ageUs <= LATE_US;
}

/** Returns the eras in which a passing can have been timed, oldest first; of those with one offset only the newest. */
export function possibleEras(eras: readonly ClockEra[], arrival: Arrival): ClockEra[] {
  const anchors = eras.flatMap(({ endedUs, proven }) => (endedUs === undefined ? [] : (proven ?? [])));
  const possible = eras.filter((era) => isPossible(era, arrival, anchors));
  return possible.filter((era, at) => !possible.some((other, later) => later > at && isAlike(era, other)));
}

function isPossible(era: ClockEra, arrival: Arrival, anchors: readonly ProvenPassing[]): boolean {
  const timeUs = arrival.rtcTimeUs + era.offsetUs;
  const ageUs = ageIn(era, arrival);
  if (ageUs < -AHEAD_US || ageUs > OLDEST_US) return false;
  if (era.afterUs !== undefined && timeUs < era.afterUs - LATE_US) return false;
  if (era.endedUs !== undefined && timeUs > era.endedUs + era.driftUs + AHEAD_US) return false;
  return anchors.every((anchor) => !isAfter(arrival, anchor) || timeUs >= anchor.timeUs - LATE_US);
}

/** A number above that of a passing was given after it, in the same numbering or in a later one. */
function isAfter({ number }: Arrival, anchor: ProvenPassing): boolean {
  return number !== undefined && anchor.number !== undefined && number > anchor.number;
}

function isAlike(one: ClockEra, other: ClockEra): boolean {
  return Math.abs(one.offsetUs - other.offsetUs) < ALIKE_US;
}
