/** Up to here a clock had its offset for sure: the newest passing that was received at once. */
export interface ProvenPassing {
  readonly number: number | undefined;
  readonly timeUs: number;
}

/** A time over which a decoder's clock had one offset. All moments are of the host, but for those that say otherwise. */
export interface ClockEra {
  /** Added to the decoder's RTC to get UTC. */
  readonly offsetUs: number;
  /** By how much that offset was above what was measured last: a clock drifts, and its offset in force does not. */
  readonly driftUs: number;
  /** The clock was set to this offset later than this; undefined for the first. */
  readonly afterUs: number | undefined;
  /** It had another offset by then; undefined while this one is in force. */
  readonly endedUs: number | undefined;
  /** The newest passing of this era that was received at once. */
  readonly proven: ProvenPassing | undefined;
  /** It was measured in this run, by the clock that the host has in this run. */
  readonly isMeasuredHere: boolean;
}

/** A passing as it came. */
export interface Arrival {
  readonly rtcTimeUs: number;
  readonly number: number | undefined;
  readonly receivedAtUs: number;
  /** It was asked for, and may be old. */
  readonly isAsked: boolean;
}

/** A passing that is not resent comes within this. */
export const LATE_US = 2_000_000;
export const AHEAD_US = 1_000_000;
/** Two offsets that differ by less are one for whoever times riders. */
const ALIKE_US = 1_500_000;
/** No decoder keeps passings for longer. */
export const OLDEST_US = 400 * 86_400_000_000;

/** By how much it came later than it happened, where it happened in this era. */
export function ageIn(era: ClockEra, { rtcTimeUs, receivedAtUs }: Arrival): number {
  return receivedAtUs + era.driftUs - (rtcTimeUs + era.offsetUs);
}

export function isAtOnce(era: ClockEra, arrival: Arrival): boolean {
  const ageUs = ageIn(era, arrival);
  return ageUs >= -AHEAD_US && ageUs <= LATE_US;
}

/** In which of the eras a passing can have been timed, oldest first; of those with the same offset the newest alone. */
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
