import type { UnknownCursor } from '#passings';
import { Problem } from '../../platform/problems/problem.js';

export const UNKNOWN_CURSOR_REASON = 'feed.unknown_cursor';
export const TOO_MANY_STREAMS_REASON = 'feed.too_many_streams';

export function unknownCursor({ oldest }: UnknownCursor): Problem {
  return new Problem({
    status: 410,
    reason: UNKNOWN_CURSOR_REASON,
    message:
      'The cursor is not known here: it is of another site, or what followed it is kept no longer. ' +
      'Go on with the cursor in details.oldest, which is in front of everything that is kept, or without one.',
    details: { oldest },
  });
}

export function tooManyStreams(most: number): Problem {
  return new Problem({
    status: 503,
    reason: TOO_MANY_STREAMS_REASON,
    message: `${most} streams are open already: try again later, or ask GET /passings/feed from time to time.`,
    headers: { 'Retry-After': '5' },
  });
}
