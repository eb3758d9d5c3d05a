import type { SessionsQuery } from '#passings';
import type { SessionsAnswer } from '../../answers/answers.js';
import type { AskedSessions } from '../../criteria/sessions.criteria.js';
import { writeSessionsCursor } from '../../criteria/cursor.js';
import { inMicroseconds } from '../../criteria/window.js';
import { isLongSummary, SHORT_GAP_MINUTES } from '../long/is-long.js';
import { loadOfSummary } from '../long/read-load.js';
import { query } from './query.js';

const MINUTE_US = 60_000_000;
const texts = new TextEncoder();

/** A page of sessions, as JSON. */
export const sessionsQuery = query<AskedSessions, Uint8Array>({
  isLong: isLongSummary,
  load: async (store, asked) =>
    loadOfSummary(asked, await store.countUnits(inMicroseconds(asked)), SHORT_GAP_MINUTES),
  read: async (store, asked) => {
    const { sessions, next } = await store.sessions(sessionsQueryOf(asked));
    const answer = {
      success: true,
      sessions: sessions.map(({ transponderId, startMs, endMs, passingCount }) => ({
        transponderid: transponderId,
        start_time: startMs,
        end_time: endMs,
        passing_count: passingCount,
      })),
      count: sessions.length,
      start_time_ms: asked.startMs,
      end_time_ms: asked.endMs,
      ...(next === undefined ? {} : { next_cursor: writeSessionsCursor({ ...asked, after: next }) }),
    } satisfies SessionsAnswer;
    return texts.encode(JSON.stringify(answer));
  },
});

function sessionsQueryOf(asked: AskedSessions): SessionsQuery {
  const { limit, after, gapMinutes, transponderId, inputs } = asked;
  return {
    window: inMicroseconds(asked),
    inputs,
    limit,
    ...(after === undefined ? {} : { after }),
    ...(gapMinutes === null ? {} : { gapUs: gapMinutes * MINUTE_US }),
    ...(transponderId === null ? {} : { transponderId }),
  };
}
