import type { PassingColumns } from '../domain/passing-columns.js';

/** Passings in the order in which they were stored. */
export interface FeedPage {
  /** One row for each passing; filled anew by the next reading of the same reader. */
  readonly columns: PassingColumns;
  /** Returns the cursor behind a row. */
  cursorAt(row: number): string;
  /** The cursor in front of the page, where the reader was set back to. */
  readonly begin: string;
  /** The cursor behind the page. */
  readonly cursor: string;
  /** Whether the reader was set back, because the storage was: what follows may be passings that it had. */
  readonly isRewound: boolean;
  /** Whether more is kept behind the page. */
  readonly hasMore: boolean;
}

/** The cursor is of another feed, or of passings that are kept no longer. */
export class UnknownCursor extends Error {
  override readonly name = 'UnknownCursor';

  /** `oldest`: the cursor from which everything that is kept can be read. */
  constructor(readonly oldest: string) {
    super(
      'the cursor is not known here: it is of another site, or what followed it is kept no longer. ' +
        `Begin anew, or at the oldest passing that is kept, with the cursor ${oldest}`,
    );
  }
}

/** Every passing of a site once, in the order in which it was stored: late ones when they come. */
export abstract class PassingsFeed {
  /** Resolves to the cursor of what is stored from now on. */
  abstract now(): Promise<string>;
  /** Resolves to the cursor in front of everything that is kept. */
  abstract oldest(): Promise<string>;
  /**
   * Reads at most `limit` passings behind a cursor. A passing that was dated anew comes again, with its new time. Throws
   * `UnknownCursor`.
   */
  abstract read(after: string, limit: number): Promise<FeedPage>;
}
