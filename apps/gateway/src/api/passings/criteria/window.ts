import type { TimeWindow } from '#passings';
import { type FieldFault, invalidFields } from '../../../platform/problems/problem.js';

const HOUR_MS = 3_600_000;
export const DEFAULT_HOURS = 24;

/** Both ends inclusive, milliseconds since 1970 UTC. */
export interface WindowMs {
  readonly startMs: number;
  readonly endMs: number;
}

/** The window as it was asked for; every part may be left out. */
export interface AskedWindow {
  readonly start_time_ms?: number;
  readonly end_time_ms?: number;
  readonly hours?: number;
}

export function windowOf(asked: AskedWindow, nowMs: number): WindowMs {
  const faults = contradiction(asked);
  if (faults.length > 0) throw invalidFields(faults);
  const endMs = asked.end_time_ms ?? nowMs;
  const startMs = asked.start_time_ms ?? beginningOf(endMs, asked.hours ?? DEFAULT_HOURS);
  if (startMs > endMs) {
    const end =
      asked.end_time_ms === undefined ? `now (${endMs}), which is the end of the window` : 'end_time_ms';
    throw invalidFields([{ field: 'start_time_ms', message: `is after ${end}: begin at or before the end` }]);
  }
  return { startMs, endMs };
}

/** Finds parts that contradict each other. The source document's own example gives all three, and they agree. */
function contradiction({ start_time_ms, end_time_ms, hours }: AskedWindow): FieldFault[] {
  if (hours === undefined || start_time_ms === undefined) return [];
  if (end_time_ms !== undefined && start_time_ms === end_time_ms - hours * HOUR_MS) return [];
  return [
    { field: 'hours', message: 'says where the window begins, and so does start_time_ms: give one of them' },
  ];
}

export function beginningOf(endMs: number, hours: number): number {
  return Math.max(0, endMs - hours * HOUR_MS);
}

/** Converts to microseconds: the last millisecond counts with all of its microseconds. */
export function inMicroseconds({ startMs, endMs }: WindowMs): TimeWindow {
  return { fromUs: exact(startMs * 1000), untilUs: exact(endMs * 1000 + 999) };
}

/** Limits to the exact integers: after the year 2255 microseconds exceed them, and no passing is there. */
function exact(us: number): number {
  return Math.min(us, Number.MAX_SAFE_INTEGER);
}
