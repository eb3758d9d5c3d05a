import type { TimeWindow } from '#passings';
import type { WindowMs } from '../../criteria/window.js';
import type { AskedPage } from '../../criteria/asked-passings.js';
import type { AskedSessions } from '../../criteria/sessions.criteria.js';

const MANY_ROWS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Windows up to a month are short: finished days have a digest, and a month of these is read in a few milliseconds. */
const MONTH_MS = 31 * DAY_MS;
/**
 * Shortest gap that the digests show: a shorter one can hide between two passings of the same ten minutes, which have to be
 * read then.
 */
export const SHORT_GAP_MINUTES = 10;
/** Windows of a count are long from an hour on, because a count has no digest: it covers the newest passings. */
const LONG_COUNT_US = HOUR_MS * 1000;

/** Whether the rows to read at most are many: without a filter those that are answered, with one the whole window. */
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

/** Whether the window lasts as long. The last millisecond counts with all of its microseconds, so that equality is longer. */
function lasts({ startMs, endMs }: WindowMs, longMs: number): boolean {
  return endMs - startMs >= longMs;
}
