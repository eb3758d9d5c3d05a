import type { AuditEntry } from './audit-entry.js';

const DIGITS_OF_TIME = 15;
const DIGITS_OF_COUNT = 6;

/** As a text it is less than that of every later one; entries of one run in the same millisecond are in their order. */
export function orderedId(atMs: number, count: number, run: string): string {
  return `${timeText(atMs)}-${String(count % 10 ** DIGITS_OF_COUNT).padStart(DIGITS_OF_COUNT, '0')}-${run}`;
}

/** Ids of a millisecond begin with this text. */
export const timeText = (atMs: number): string => String(Math.max(0, atMs)).padStart(DIGITS_OF_TIME, '0');

export const isEntryId = (text: string): boolean => /^[0-9]{15}-[0-9]{6}-[0-9a-f]{8}$/.test(text);

/** Its id first, so that entries are in the order of their ids. */
export function entryText(entry: AuditEntry): string {
  return `${entry.entryId} ${JSON.stringify(entry)}`;
}

export function readEntry(text: string): AuditEntry {
  return JSON.parse(text.slice(text.indexOf(' ') + 1)) as AuditEntry;
}
