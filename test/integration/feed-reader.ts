import { type FeedPage, type Passing, type PassingsFeed, type ShownPassing, UnknownCursor } from '#passings';

const NOT_SHOWN = ['rtcTimeUs', 'clockOffsetUs'];

/** Returns the passing as answers show it. */
export function shown(passing: Passing): ShownPassing {
  const entries = Object.entries(passing).filter(([name]) => !NOT_SHOWN.includes(name));
  return Object.fromEntries(entries.sort()) as unknown as ShownPassing;
}

/** Follows a feed by its cursor, and remembers what it was told. */
export class FeedReader {
  readonly told: ShownPassing[] = [];
  /** The cursor behind each of them. */
  readonly cursors: string[] = [];
  rewinds = 0;

  constructor(
    private feed: PassingsFeed,
    private readonly limit: number,
    private cursor: string,
  ) {}

  static async fromOldest(feed: PassingsFeed, limit: number): Promise<FeedReader> {
    return new FeedReader(feed, limit, await feed.oldest());
  }

  /** Goes on at the same cursor by another connection. */
  follow(feed: PassingsFeed): void {
    this.feed = feed;
  }

  async catchUp(): Promise<void> {
    for (let hasMore = true; hasMore;) {
      const page = await this.read();
      if (page.isRewound) this.rewinds++;
      for (let row = 0; row < page.columns.length; row++) {
        this.told.push(shown(page.columns.at(row) as Passing));
        this.cursors.push(page.cursorAt(row));
      }
      this.cursor = page.cursor;
      hasMore = page.hasMore;
    }
  }

  /** Reads a page; begins at the oldest where its cursor is not known any more. */
  private async read(): Promise<FeedPage> {
    try {
      return await this.feed.read(this.cursor, this.limit);
    } catch (error) {
      if (!(error instanceof UnknownCursor)) throw error;
      this.rewinds++;
      return this.feed.read(error.oldest, this.limit);
    }
  }

  /** Returns passings that it was not told. */
  lacking(kept: readonly ShownPassing[]): ShownPassing[] {
    const told = new Set(this.told.map((each) => JSON.stringify(each)));
    return kept.filter((each) => !told.has(JSON.stringify(each)));
  }
}
