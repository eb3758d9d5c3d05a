import type { AuditEntry } from './audit-entry.js';

const DIGITS_OF_TIME = 15;
const DIGITS_OF_COUNT = 6;

/** Returns an id that sorts before every later one as a text; ids of one run in the same millisecond are in their order. */
export function orderedId(atMs: number, count: number, run: string): string {
  return `${timeText(atMs)}-${String(count % 10 ** DIGITS_OF_COUNT).padStart(DIGITS_OF_COUNT, '0')}-${run}`;
}

/** Returns the text that ids of a millisecond begin with. */
export const timeText = (atMs: number): string => String(Math.max(0, atMs)).padStart(DIGITS_OF_TIME, '0');

export const isEntryId = (text: string): boolean => /^[0-9]{15}-[0-9]{6}-[0-9a-f]{8}$/.test(text);

/** Returns an entry as a text that begins with its id, so that entries are in the order of their ids. */
export function entryText(entry: AuditEntry): string {
  return `${entry.entryId} ${JSON.stringify(entry)}`;
}

export function readEntry(text: string): AuditEntry {
  return JSON.parse(text.slice(text.indexOf(' ') + 1)) as AuditEntry;
}
