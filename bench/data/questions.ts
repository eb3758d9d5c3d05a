import type { Question } from '../harness/http-line.js';

/** A query of the API, which the rival answers too if `hasRival`. */
export interface ApiQuery {
  readonly what: string;
  readonly path: string;
  readonly hasRival: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Returns all queries for passings up to the newest one, at `endMs`; `transponder` is seen in each hour. */
export function queriesUntil(endMs: number, transponder: string): readonly ApiQuery[] {
  const window = (lengthMs: number): string => `start_time_ms=${endMs - lengthMs}&end_time_ms=${endMs}`;
  const both = (what: string, path: string): ApiQuery => ({ what, path, hasRival: true });
  const sessions = (what: string, lengthMs: number, more = ''): ApiQuery =>
    both(what, `/transponders/sessions?${window(lengthMs)}&limit=10000${more}`);
  return [
    // First, because active transponders are counted from now.
    both('active in 30 minutes', '/transponders/active?minutes=30'),
    both(LAST_HUNDRED, `/passings?${window(DAY_MS)}&limit=100`),
    both(
      'one transponder in 30 days',
      `/passings?${window(30 * DAY_MS)}&limit=100&transponder_id=${transponder}`,
    ),
    both('10,000 of an hour', `/passings?${window(HOUR_MS)}&limit=10000`),
    sessions('sessions of 2 hours', 2 * HOUR_MS),
    sessions('sessions of 24 hours', DAY_MS),
    sessions('sessions of 30 days', 30 * DAY_MS),
    sessions(SESSIONS_BY_GAP, 30 * DAY_MS, '&gap_minutes=30'),
    { what: 'status of the decoders', path: '/decoders', hasRival: false },
  ];
}

export const LAST_HUNDRED = 'the last 100';
export const SESSIONS_BY_GAP = 'sessions of 30 days by gap';

export const asked = (path: string): Question => ({ method: 'GET', path });

/** Returns the number of rows in an answer, or its count. */
export function sizeOf(body: Buffer): number {
  const answer = JSON.parse(body.toString()) as {
    readonly count?: number;
    readonly active_transponders?: number;
  };
  return answer.count ?? answer.active_transponders ?? NaN;
}
