import type { PassingColumns } from '../domain/passing-columns.js';
import { type FeedPage, PassingsFeed, UnknownCursor } from '../ports/passings-feed.js';

/** The contract of `PassingsFeed` in its plainest form: a list that only grows, and cursors that are places in it. */
export class NaiveFeed<Kept> extends PassingsFeed {
  private readonly told: Kept[] = [];

  constructor(private readonly columnsOf: (kept: readonly Kept[]) => PassingColumns) {
    super();
  }

  add(kept: Kept): void {
    this.told.push(kept);
  }

  now(): Promise<string> {
    return Promise.resolve(cursorAt(this.told.length));
  }

  oldest(): Promise<string> {
    return Promise.resolve(cursorAt(0));
  }

  read(after: string, limit: number): Promise<FeedPage> {
    const [, place = ''] = /^naive[.](\d+)$/.exec(after) ?? [];
    const from = Number(place);
    if (place === '' || from > this.told.length) return Promise.reject(new UnknownCursor(cursorAt(0)));
    const page = this.told.slice(from, from + limit);
    return Promise.resolve({
      columns: this.columnsOf(page),
      cursorAt: (row) => cursorAt(from + row + 1),
      begin: cursorAt(from),
      cursor: cursorAt(from + page.length),
      isRewound: false,
      hasMore: from + page.length < this.told.length,
    });
  }
}

function cursorAt(place: number): string {
  return `naive.${place}`;
}
