import type { FeedPage, ShownPassing } from '#passings';
import { rowValues } from '../passings/rows/row-layout.js';

/** A passing in the feed. */
export interface FeedRow {
  readonly passing: ShownPassing;
  /** The cursor behind it. */
  readonly cursor: string;
  /** The row as JSON. */
  readonly json: string;
}

export function rowsOf(page: FeedPage): FeedRow[] {
  return Array.from({ length: page.columns.length }, (_, index) => {
    const [passing, cursor] = [page.columns.at(index), page.cursorAt(index)];
    return { passing, cursor, json: rowText(passing, cursor) };
  });
}

/** Returns the row of `POST /passings` with its cursor. */
export function rowText(passing: ShownPassing, cursor: string): string {
  const { rtc_time_alternative_us: alternative, ...values } = rowValues(passing);
  return JSON.stringify({
    ...values,
    ...(alternative === null ? {} : { rtc_time_alternative_us: alternative }),
    cursor,
  });
}
