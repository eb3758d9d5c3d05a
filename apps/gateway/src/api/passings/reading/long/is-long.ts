import type { TimeWindow } from '#passings';
import type { WindowMs } from '../../criteria/window.js';
import type { AskedPage } from '../../criteria/asked-passings.js';
import type { AskedSessions } from '../../criteria/asked-sessions.js';

const MANY_ROWS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Days that are over have a digest: a month of them is read in some milliseconds. */
const MONTH_MS = 31 * DAY_MS;
/** A shorter gap can hide between two passings of the same ten minutes, which have to be read then. */
export const SHORT_GAP_MINUTES = 10;
/** Of a count, which has no digest to go by: it is over the newest. */
const LONG_COUNT_US = HOUR_MS * 1000;

/** By what has to be read at most: without a filter no more than what is answered, with one all of the window. */
export function isLongSearch(asked: Omit<AskedPage, 'order'>): boolean {
  const { limit, transponderId, decoderId, loopId } = asked;
  if (limit > MANY_ROWS) return true;
  if (decoderId !== null || loopId !== null) return lasts(asked, 2 * DAY_MS);
  return transponderId !== null && lasts(asked, MONTH_MS);
}

export function isLongSummary(asked: WindowMs & Pick<AskedSessions, 'gapMinutes'>): boolean {
  const { gapMinutes } = asked;
  return lasts(asked, gapMinutes !== null && gapMinutes < SHORT_GAP_MINUTES ? 2 * DAY_MS : MONTH_MS);
}

export function isLongCount({ fromUs, untilUs }: TimeWindow): boolean {
  return untilUs - fromUs > LONG_COUNT_US;
}

/** The last millisecond is all of its microseconds: with just as many it is longer than that. */
function lasts({ startMs, endMs }: WindowMs, longMs: number): boolean {
  return endMs - startMs >= longMs;
}
