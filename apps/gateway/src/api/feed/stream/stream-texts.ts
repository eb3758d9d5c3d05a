import type { FeedFilter } from '../feed-filter.js';
import type { FeedRow } from '../feed-row.js';
import type { FeedTail } from '../tail/feed-tail.js';

/** Rows of one write: a reader that comes back gets what the tail remembers in parts, as fast as it takes them. */
const ROWS_AT_ONCE = 200;

/** Events behind a cursor. */
export interface StreamText {
  /** Empty where nothing matches. */
  readonly bytes: Buffer;
  readonly cursor: string;
  /** Whether the tail has more behind them. */
  readonly hasMore: boolean;
}

/** The events of a tail: those behind a cursor are written once for all readers there with the same filter. */
export class StreamTexts {
  private version = -1;
  private readonly texts = new Map<string, StreamText>();

  constructor(private readonly tail: FeedTail) {}

  /** Returns the events behind a cursor, without bytes where it is the newest; undefined where the tail does not know it. */
  after(cursor: string, filter: FeedFilter | undefined): StreamText | undefined {
    if (this.version !== this.tail.version) {
      this.version = this.tail.version;
      this.texts.clear();
    }
    const key = `${cursor} ${filter?.key ?? ''}`;
    const known = this.texts.get(key);
    if (known !== undefined) return known;
    const rows = this.tail.after(cursor);
    if (rows === undefined) return undefined;
    const some = rows.slice(0, ROWS_AT_ONCE);
    const text = {
      bytes: eventsOf(some, filter),
      cursor: some.at(-1)?.cursor ?? cursor,
      hasMore: some.length < rows.length,
    };
    this.texts.set(key, text);
    return text;
  }
}

/** Returns the rows that match as events. */
export function eventsOf(rows: readonly FeedRow[], filter: FeedFilter | undefined): Buffer {
  const wanted = filter === undefined ? rows : rows.filter(({ passing }) => filter.matches(passing));
  return Buffer.from(
    wanted.map(({ cursor, json }) => `id: ${cursor}\nevent: passing\ndata: ${json}\n\n`).join(''),
  );
}
