import { invalidFields } from '../../platform/problems/problem.js';
import { LARGEST_PAGE, type PageInput } from './page.input.js';
import { cursorText, cursorValues } from '../../platform/validation/cursor-text.js';

/** A part of a list, and the cursor to its next part. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** Null at the end. */
  readonly nextCursor: string | null;
}

/** Place of a row in its list: the time at which it was made, then its id, of which no two are the same. */
type Place = readonly [createdAtMs: number, id: string];

/** Returns the place of a record that is made once, under an id of its own. */
export const byAge = ({ createdAtMs, id }: { readonly createdAtMs: number; readonly id: string }): Place => [
  createdAtMs,
  id,
];

/** Returns the part of a list that is asked for, oldest first. Rows made or removed meanwhile do not move the others. */
export function pageOf<Row>(
  list: string,
  rows: readonly Row[],
  placeOf: (row: Row) => Place,
  { limit = LARGEST_PAGE, cursor }: PageInput,
): Page<Row> {
  const after = cursor === undefined ? undefined : (placeIn(readCursor(list, cursor)) ?? refuse(list));
  const sorted = [...rows].sort((one, other) => compare(placeOf(one), placeOf(other)));
  const rest = after === undefined ? sorted : sorted.filter((row) => compare(placeOf(row), after) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = last === undefined || rest.length <= limit ? null : writeCursor(list, placeOf(last));
  return { rows: page, nextCursor };
}

export function writeCursor(list: string, place: readonly (string | number)[]): string {
  return cursorText([list, ...place]);
}

/** Returns the place in a cursor; refuses one that was not given out for this list. */
export function readCursor(list: string, text: string): readonly unknown[] {
  const [of, ...place] = cursorValues(text);
  return of === list && writeCursor(list, place as string[]) === text ? place : refuse(list);
}

function placeIn([createdAtMs, id, ...more]: readonly unknown[]): Place | undefined {
  const isPlace = typeof createdAtMs === 'number' && typeof id === 'string' && more.length === 0;
  return isPlace ? [createdAtMs, id] : undefined;
}

function compare([oneMs, one]: Place, [otherMs, other]: Place): number {
  if (oneMs !== otherMs) return oneMs - otherMs;
  return one < other ? -1 : one > other ? 1 : 0;
}

export function refuse(list: string): never {
  const message = `was not given out for ${list}: pass next_cursor back as it came, or begin without it`;
  throw invalidFields([{ field: 'cursor', message }]);
}
