import { canonicalTransponderId } from '#passings';
import { invalidFields } from '../../../platform/problems/problem.js';
import type { PassingsCriteria } from './passings.criteria.js';
import type { SessionsCriteria } from './sessions.criteria.js';
import {
  type PassingsCursor,
  readPassingsCursor,
  readSessionsCursor,
  type SessionsCursor,
} from './cursor.js';
import { beginningOf } from './window.js';

/** Returns the query that a cursor goes on with, after checking that the criteria given beside it agree. */
export function continuedPassings(text: string, given: PassingsCriteria): PassingsCursor {
  const cursor = readPassingsCursor(text) ?? refuse('was not given out for passings');
  agree('start_time_ms', given.start_time_ms, cursor.startMs);
  agree('end_time_ms', given.end_time_ms, cursor.endMs);
  agree('order', given.order, cursor.order);
  agree('transponder_id', canonical(given.transponder_id), cursor.transponderId);
  agree('decoder_id', given.decoder_id, cursor.decoderId);
  agree('loop_id', given.loop_id, cursor.loopId);
  return cursor;
}

export function continuedSessions(text: string, given: SessionsCriteria): SessionsCursor {
  const cursor = readSessionsCursor(text) ?? refuse('was not given out for sessions');
  agree('start_time_ms', given.start_time_ms, cursor.startMs);
  agree('end_time_ms', given.end_time_ms, cursor.endMs);
  if (given.hours !== undefined) agree('hours', beginningOf(cursor.endMs, given.hours), cursor.startMs);
  agree('gap_minutes', given.gap_minutes, cursor.gapMinutes);
  agree('inputs', given.inputs, cursor.inputs);
  agree('transponder_id', canonical(given.transponder_id), cursor.transponderId);
  return cursor;
}

export function canonical(transponderId: string | undefined): string | undefined {
  return transponderId === undefined ? undefined : canonicalTransponderId(transponderId);
}

function agree<Value extends string | number | boolean>(
  name: string,
  given: Value | undefined,
  pinned: Value | null,
): void {
  if (given !== undefined && given !== pinned) refuse(`goes on with a query that has another ${name}`);
}

function refuse(what: string): never {
  throw invalidFields([
    { field: 'cursor', message: `${what}: pass next_cursor back as it came, or begin without it` },
  ]);
}
