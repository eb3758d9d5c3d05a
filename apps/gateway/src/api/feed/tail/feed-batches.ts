import { type FeedPage, isUpTo, type PassingsFeed, UnknownCursor } from '#passings';
import type { FeedFilter } from '../feed-filter.js';
import { type FeedRow, rowsOf } from '../feed-row.js';
import type { FeedTail } from './feed-tail.js';

/** Reason why a reader may get passings again, or lacks some. */
export type FeedNotice = 'rewound' | 'unknown_cursor';

/** Rows of one batch at most. */
export const MOST_ROWS = 500;
/** Rows after which is told how far the search is, where few of them match. */
const MOST_LOOKED_THROUGH = 5000;
/** Time after which the storage is asked again. */
const LOOK_MS = 500;

/** Passings of one batch; none where none matched among many. */
export interface Batch {
  readonly rows: readonly FeedRow[];
  /** Cursor behind all that was looked through. */
  readonly until: string;
  readonly notice: FeedNotice | undefined;
}

interface Step {
  readonly rows: readonly FeedRow[];
  readonly until: string;
}

/** Reads the feed in batches: what the tail remembers costs the storage nothing. */
export class FeedBatches {
  constructor(
    private readonly feed: PassingsFeed,
    private readonly tail: FeedTail,
    private readonly filter: FeedFilter | undefined,
  ) {}

  /** Resolves to what follows a cursor, once something does; undefined once `signal` aborts. Throws what reading throws. */
  async next(after: string, signal: AbortSignal): Promise<Batch | undefined> {
    const rows: FeedRow[] = [];
    let cursor = after;
    for (let looked = 0; !signal.aborted;) {
      const step = await this.step(cursor);
      if ('notice' in step) {
        // Rows that were read until now come first; the notice is met again.
        return rows.length > 0 ? { rows, until: cursor, notice: undefined } : { ...step, rows };
      }
      if (step.until === cursor && step.rows.length === 0) {
        if (rows.length > 0 || looked > 0) return { rows, until: cursor, notice: undefined };
        await this.tail.changed(LOOK_MS, signal);
        continue;
      }
      for (const row of step.rows) {
        looked++;
        cursor = row.cursor;
        if (this.filter?.matches(row.passing) !== false) rows.push(row);
        if (rows.length === MOST_ROWS) return { rows, until: cursor, notice: undefined };
      }
      cursor = step.until;
      if (looked >= MOST_LOOKED_THROUGH) return { rows, until: cursor, notice: undefined };
    }
    return undefined;
  }

  /** Resolves to the rows between two cursors, for a delivery whose answer is not known; undefined where they are no more. */
  async again(after: string, until: string): Promise<readonly FeedRow[] | undefined> {
    const rows: FeedRow[] = [];
    for (let cursor = after; ;) {
      const page = await this.read(cursor);
      if (page === undefined || page.isRewound) return undefined;
      for (const row of rowsOf(page)) {
        if (!isUpTo(row.cursor, until)) return rows;
        if (this.filter?.matches(row.passing) !== false) rows.push(row);
      }
      if (!page.hasMore) return rows;
      ({ cursor } = page);
    }
  }

  private async step(cursor: string): Promise<Step | (Step & { readonly notice: FeedNotice })> {
    const remembered = this.tail.after(cursor);
    if (remembered !== undefined) {
      const rows = remembered.slice(0, MOST_ROWS);
      return { rows, until: rows.at(-1)?.cursor ?? cursor };
    }
    try {
      const page = await this.feed.read(cursor, MOST_ROWS);
      if (page.isRewound) return { rows: [], until: page.begin, notice: 'rewound' };
      return { rows: rowsOf(page), until: page.cursor };
    } catch (error) {
      if (error instanceof UnknownCursor) return { rows: [], until: error.oldest, notice: 'unknown_cursor' };
      throw error;
    }
  }

  private async read(cursor: string): Promise<FeedPage | undefined> {
    try {
      return await this.feed.read(cursor, MOST_ROWS);
    } catch (error) {
      if (error instanceof UnknownCursor) return undefined;
      throw error;
    }
  }
}
