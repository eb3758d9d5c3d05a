import pLimit from 'p-limit';
import type { PassingsQuery, SessionsQuery, TimeWindow } from '#passings';
import { Problem } from '../problems/problem.js';

/** More would only make each of them slower, and what is stored meanwhile later. */
const AT_ONCE = 2;
const MOST_WAITING = 16;
const MANY_ROWS = 1000;
const DAY_US = 24 * 3_600_000_000;

/** Reads that are long keep a line of their own, so that neither short ones nor what is stored waits for many of them. */
export class LongReads {
  private readonly line = pLimit(AT_ONCE);

  async take<Found>(isLong: boolean, read: () => Promise<Found>): Promise<Found> {
    if (!isLong) return read();
    if (this.line.pendingCount >= MOST_WAITING) throw tooMany();
    return this.line(read);
  }
}

/** By what has to be read at most: without a filter no more than what is answered, with one all of the window. */
export function isLongSearch({ window, limit, transponderId, decoderId, loopId }: PassingsQuery): boolean {
  const isFiltered = transponderId !== undefined || decoderId !== undefined || loopId !== undefined;
  return limit > MANY_ROWS || (isFiltered && isOverDays(window));
}

export function isLongSummary({ window }: Pick<SessionsQuery, 'window'>): boolean {
  return isOverDays(window);
}

function isOverDays({ fromUs, untilUs }: TimeWindow): boolean {
  return untilUs - fromUs > 2 * DAY_US;
}

function tooMany(): Problem {
  return new Problem({
    status: 503,
    reason: 'request.too_many_long',
    message: 'Too many others ask for a long time or many rows just now: try again shortly, or ask for less.',
    headers: { 'Retry-After': '1' },
  });
}
