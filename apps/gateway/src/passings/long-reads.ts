import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import type { PassingsQuery, SessionsQuery, TimeWindow } from '#passings';
import { Problem } from '../problems/problem.js';

/** Two would only make each of them slower, and what is stored meanwhile later: they share one thread. */
const AT_ONCE = 1;
const MOST_WAITING = 16;
const MANY_ROWS = 1000;
const MINUTE_US = 60_000_000;
const DAY_US = 1440 * MINUTE_US;
/** Days that are over have a digest: a month of them is read in some milliseconds. */
const MONTH_US = 31 * DAY_US;
/** A shorter gap can hide between two passings of the same ten minutes, which have to be read then. */
const SHORT_GAP_US = 10 * MINUTE_US;

/** Reads that are long keep a line of their own, so that neither short ones nor what is stored waits for many of them. */
@Injectable()
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

function isOver({ fromUs, untilUs }: TimeWindow, longUs: number): boolean {
  return untilUs - fromUs > longUs;
}

function tooMany(): Problem {
  return new Problem({
    status: 503,
    reason: 'request.too_many_long',
    message: 'Too many others ask for a long time or many rows just now: try again shortly, or ask for less.',
    headers: { 'Retry-After': '1' },
  });
}
