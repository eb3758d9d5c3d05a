import type { SessionsQuery } from '#passings';
import { inMicroseconds } from '../window.js';
import type { AskedSessions } from './passings-answers.js';

const MINUTE_US = 60_000_000;

export function sessionsQueryOf(asked: AskedSessions): SessionsQuery {
  const { limit, after, gapMinutes, transponderId } = asked;
  return {
    window: inMicroseconds(asked),
    limit,
    ...(after === undefined ? {} : { after }),
    ...(gapMinutes === null ? {} : { gapUs: gapMinutes * MINUTE_US }),
    ...(transponderId === null ? {} : { transponderId }),
  };
}
