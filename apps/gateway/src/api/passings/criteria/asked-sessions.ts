import type { SessionsCursor } from './cursor.js';

/** Sessions of a window, from the beginning or behind those of an earlier page. */
export type AskedSessions = Omit<SessionsCursor, 'after'> &
  Partial<SessionsCursor> & { readonly limit: number };
