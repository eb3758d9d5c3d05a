import type { PassingsQuery, SessionsQuery, TimeWindow } from '#passings';

const MANY_ROWS = 1000;
const MINUTE_US = 60_000_000;
/** Of a count, which has no digest to go by: it is over the newest. */
const HOUR_US = 60 * MINUTE_US;
const DAY_US = 24 * HOUR_US;
/** Days that are over have a digest: a month of them is read in some milliseconds. */
const MONTH_US = 31 * DAY_US;
/** A shorter gap can hide between two passings of the same ten minutes, which have to be read then. */
const SHORT_GAP_US = 10 * MINUTE_US;

/** By what has to be read at most: without a filter no more than what is answered, with one all of the window. */
export function isLongSearch({ window, limit, transponderId, decoderId, loopId }: PassingsQuery): boolean {
  if (limit > MANY_ROWS) return true;
  if (decoderId !== undefined || loopId !== undefined) return isOver(window, 2 * DAY_US);
  return transponderId !== undefined && isOver(window, MONTH_US);
}

export function isLongSummary({
  window,
  gapUs = Infinity,
}: Pick<SessionsQuery, 'window' | 'gapUs'>): boolean {
  return isOver(window, gapUs < SHORT_GAP_US ? 2 * DAY_US : MONTH_US);
}

export function isLongCount(window: TimeWindow): boolean {
  return isOver(window, HOUR_US);
}

function isOver({ fromUs, untilUs }: TimeWindow, longUs: number): boolean {
  return untilUs - fromUs > longUs;
}
