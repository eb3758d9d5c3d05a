import { type PassingsFeed, UnknownCursor } from '#passings';
import type { IsStillAllowed } from '../../../access/auth/guard/still-allowed.decorator.js';
import type { FeedFilter } from '../feed-filter.js';
import { rowsOf } from '../feed-row.js';
import type { FeedTail } from '../tail/feed-tail.js';
import type { StreamAnswer } from './stream-answer.js';
import { eventsOf, type StreamTexts } from './stream-texts.js';

const HEARTBEAT_MS = 15_000;
/** Time after which the storage is asked again. */
const LOOK_MS = 500;
/** Rows of one reading for a reader that is behind. */
const ROWS_AT_ONCE = 200;

/** A reader's stream, and what it follows. */
export interface Followed {
  readonly feed: PassingsFeed;
  readonly tail: FeedTail;
  readonly texts: StreamTexts;
  readonly stream: StreamAnswer;
  readonly filter: FeedFilter | undefined;
  readonly isStillAllowed: IsStillAllowed;
}

/**
 * Writes the feed to one reader from a cursor on. A reader that keeps up is written to in the turn in which the tail tells:
 * a promise and a timer for each of five hundred would take longer than the writing.
 */
export class Follower {
  private isBehind = false;
  private isNews = false;

  constructor(
    private readonly followed: Followed,
    private cursor: string,
  ) {}

  /** Resolves when the reader is gone, or its stream was ended. */
  async follow(): Promise<void> {
    const { tail, stream } = this.followed;
    const leave = tail.listen(() => {
      this.write();
    });
    const beating = setInterval(() => void this.beat(), HEARTBEAT_MS);
    this.write();
    await new Promise<void>((resolve) => {
      stream.whenGone(resolve);
    });
    clearInterval(beating);
    leave();
  }

  /** Writes the news, or begins to read them where the tail does not have them all. */
  private write(): void {
    if (this.isBehind) {
      this.isNews = true;
      return;
    }
    const { texts, filter, stream } = this.followed;
    const text = texts.after(this.cursor, filter);
    if (text === undefined || text.hasMore) {
      void this.readOn();
      return;
    }
    this.cursor = text.cursor;
    stream.events(text.bytes);
  }

  private async readOn(): Promise<void> {
    const { texts, filter, stream } = this.followed;
    this.isBehind = true;
    do {
      this.isNews = false;
      const text = texts.after(this.cursor, filter);
      if (text === undefined) {
        this.cursor = await this.readSome();
        this.isNews = true;
        continue;
      }
      this.cursor = text.cursor;
      stream.events(text.bytes);
      this.isNews ||= text.hasMore;
      if (text.hasMore) await stream.taken();
    } while (this.hasNews() && !stream.signal.aborted);
    this.isBehind = false;
  }

  private hasNews(): boolean {
    return this.isNews;
  }

  /** Reads some rows from the storage; resolves to the cursor behind them. */
  private async readSome(): Promise<string> {
    const { feed, tail, stream, filter } = this.followed;
    const { cursor } = this;
    try {
      const page = await feed.read(cursor, ROWS_AT_ONCE);
      if (page.isRewound) stream.rewound(page.begin);
      stream.events(eventsOf(rowsOf(page), filter));
      await stream.taken();
      // At the end the tail comes here too, in a moment.
      const isAtEnd = !page.hasMore && tail.after(page.cursor) === undefined;
      if (isAtEnd) await tail.changed(LOOK_MS, stream.signal);
      return page.cursor;
    } catch (error) {
      if (error instanceof UnknownCursor)
        stream.endAs('feed.unknown_cursor', 'What followed the cursor is kept no longer. Begin anew.');
      // The storage is away: the stream waits for it, as passings do.
      else await tail.changed(LOOK_MS, stream.signal);
      return cursor;
    }
  }

  /** Shows that the stream lives, and ends it where its credentials count no longer. */
  private async beat(): Promise<void> {
    const { stream, isStillAllowed } = this.followed;
    stream.heartbeat(this.cursor);
    if (!(await isStillAllowed()))
      stream.endAs('auth.invalid_credentials', 'The credentials count no longer.');
  }
}
