import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type PassingsFeed, Sites, UnknownCursor } from '#passings';
import type { IsStillAllowed } from '../../../access/auth/guard/still-allowed.decorator.js';
import { filterOf } from '../feed-filter.js';
import { NOW, type StreamCriteria } from '../feed.criteria.js';
import { tooManyStreams, unknownCursor } from '../feed-problems.js';
import { rowsOf } from '../feed-row.js';
import type { FeedTail } from '../tail/feed-tail.js';
import { FeedTails } from '../tail/feed-tails.js';
import { StreamAnswer } from './stream-answer.js';

export const MOST_STREAMS = 1000;
const HEARTBEAT_MS = 15_000;
/** Time after which the storage is asked again. */
const LOOK_MS = 500;
/** Rows of one reading for a reader that is behind. */
const ROWS_AT_ONCE = 200;

/** The readers that follow the feed by events. */
@Injectable()
export class Streams implements OnModuleDestroy {
  private readonly open = new Set<StreamAnswer>();

  constructor(
    private readonly sites: Sites,
    private readonly tails: FeedTails,
  ) {}

  onModuleDestroy(): void {
    for (const stream of this.open)
      stream.endAs('gateway.ends', 'The gateway ends. Go on with the last id in a moment.');
  }

  /** Answers with the feed until the reader goes, or may no longer have it. */
  async follow(
    site: string,
    criteria: StreamCriteria,
    request: Request,
    response: Response,
    isStillAllowed: IsStillAllowed,
  ): Promise<void> {
    if (this.open.size >= MOST_STREAMS) throw tooManyStreams(MOST_STREAMS);
    const { feed } = this.sites.of(site);
    const stream = new StreamAnswer(response, filterOf(criteria));
    this.open.add(stream);
    const tail = this.tails.of(site);
    const leave = tail.enter();
    try {
      const cursor = await beginning(feed, beginsAfter(request) ?? criteria.after);
      stream.begin(cursor);
      if (request.method === 'HEAD') response.end();
      else await send(feed, tail, stream, cursor, isStillAllowed);
    } finally {
      leave();
      this.open.delete(stream);
    }
  }
}

/** Returns the id of the last event, which the browser of a reader that comes back tells; one that is no cursor is refused. */
function beginsAfter(request: Request): string | undefined {
  const id = request.get('Last-Event-ID');
  return id === '' ? undefined : id;
}

/** Checks the cursor before the answer begins: later an error has no status any more. */
async function beginning(feed: PassingsFeed, after: string | undefined): Promise<string> {
  if (after === undefined || after === NOW) return feed.now();
  try {
    await feed.read(after, 1);
    return after;
  } catch (error) {
    throw error instanceof UnknownCursor ? unknownCursor(error) : error;
  }
}

async function send(
  feed: PassingsFeed,
  tail: FeedTail,
  stream: StreamAnswer,
  begin: string,
  isStillAllowed: IsStillAllowed,
): Promise<void> {
  let cursor = begin;
  let beatMs = performance.now() + HEARTBEAT_MS;
  while (!stream.signal.aborted) {
    if (performance.now() >= beatMs) {
      beatMs = performance.now() + HEARTBEAT_MS;
      stream.heartbeat(cursor);
      if (!(await isStillAllowed())) {
        stream.endAs('auth.invalid_credentials', 'The credentials count no longer.');
        return;
      }
    }
    const rows = tail.after(cursor);
    if (rows !== undefined) {
      // A reader that comes back gets what the tail remembers in parts, as fast as it takes them.
      const some = rows.slice(0, ROWS_AT_ONCE);
      stream.rows(some);
      cursor = some.at(-1)?.cursor ?? cursor;
      if (rows.length === 0) await tail.changed(Math.max(1, beatMs - performance.now()), stream.signal);
      else if (rows.length > some.length) await stream.taken();
      continue;
    }
    cursor = await catchUp(feed, tail, stream, cursor);
  }
}

/** Reads some rows from the storage; resolves to the cursor behind them. */
async function catchUp(
  feed: PassingsFeed,
  tail: FeedTail,
  stream: StreamAnswer,
  cursor: string,
): Promise<string> {
  try {
    const page = await feed.read(cursor, ROWS_AT_ONCE);
    if (page.isRewound) stream.rewound(page.begin);
    stream.rows(rowsOf(page));
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
