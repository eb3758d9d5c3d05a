import { type PassingPosition, type SessionPosition, TIME_SOURCES } from '#passings';
import type { WindowMs } from './window.js';
import { cursorText, cursorValues } from '../../../platform/validation/cursor-text.js';

/** A query of passings and the place where it goes on. It pins the window, so that a default one does not slide. */
export interface PassingsCursor extends WindowMs {
  readonly order: 'desc' | 'asc';
  readonly transponderId: string | null;
  readonly decoderId: string | null;
  readonly loopId: number | null;
  readonly after: PassingPosition;
}

export interface SessionsCursor extends WindowMs {
  readonly gapMinutes: number | null;
  readonly transponderId: string | null;
  readonly inputs: boolean;
  readonly after: SessionPosition;
}

export function writePassingsCursor(cursor: PassingsCursor): string {
  const { startMs, endMs, order, transponderId, decoderId, loopId, after } = cursor;
  const place = [after.timeUs, after.source, after.passingNumber, after.transponder];
  // A cursor of an earlier version names no clock, and goes on.
  if (after.clock > 0) place.push(after.clock);
  return cursorText(['passings', startMs, endMs, order, transponderId, decoderId, loopId, ...place]);
}

export function readPassingsCursor(text: string): PassingsCursor | undefined {
  const [kind, startMs, endMs, order, transponderId, decoderId, loopId, ...place] = cursorValues(text);
  const [timeUs, source, passingNumber, transponder, clock = 0] = place;
  if (kind !== 'passings' || !isCount(startMs) || !isCount(endMs)) return undefined;
  if (order !== 'asc' && order !== 'desc') return undefined;
  if (!isTextOrNull(transponderId) || !isTextOrNull(decoderId) || !isCountOrNull(loopId)) return undefined;
  if (!isCount(timeUs) || !isCount(source) || !isCount(passingNumber)) return undefined;
  if (!isCount(transponder) || !isCount(clock) || clock >= TIME_SOURCES.length) return undefined;
  const timeMs = Math.floor(timeUs / 1000);
  if (timeMs < startMs || timeMs > endMs) return undefined;
  const after = { timeUs, source, passingNumber, transponder, clock };
  const cursor: PassingsCursor = { startMs, endMs, order, transponderId, decoderId, loopId, after };
  return writePassingsCursor(cursor) === text ? cursor : undefined;
}

export function writeSessionsCursor(cursor: SessionsCursor): string {
  const { startMs, endMs, gapMinutes, transponderId, inputs, after } = cursor;
  const place = [after.startMs, after.transponderId];
  return cursorText(['sessions', startMs, endMs, gapMinutes, transponderId, inputs, ...place]);
}

export function readSessionsCursor(text: string): SessionsCursor | undefined {
  const [kind, startMs, endMs, gapMinutes, transponderId, inputs, ...place] = cursorValues(text);
  const [afterMs, afterTransponder] = place;
  if (kind !== 'sessions' || !isCount(startMs) || !isCount(endMs)) return undefined;
  if (!isCountOrNull(gapMinutes) || !isTextOrNull(transponderId)) return undefined;
  if (typeof inputs !== 'boolean') return undefined;
  if (!isCount(afterMs) || typeof afterTransponder !== 'string') return undefined;
  if (afterMs < startMs || afterMs > endMs) return undefined;
  const after = { startMs: afterMs, transponderId: afterTransponder };
  const cursor: SessionsCursor = { startMs, endMs, gapMinutes, transponderId, inputs, after };
  return writeSessionsCursor(cursor) === text ? cursor : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCountOrNull(value: unknown): value is number | null {
  return value === null || isCount(value);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
