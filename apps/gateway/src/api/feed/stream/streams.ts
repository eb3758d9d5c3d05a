import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type PassingsFeed, Sites, UnknownCursor } from '#passings';
import type { IsStillAllowed } from '../../../access/auth/guard/still-allowed.decorator.js';
import { addressOf } from '../../../platform/http/connections-per-source.js';
import { PacedLog } from '../../../platform/log/paced-log.js';
import { filterOf } from '../feed-filter.js';
import { NOW, type StreamCriteria } from '../feed.criteria.js';
import { tooManyStreams, unknownCursor } from '../feed-problems.js';
import type { FeedTail } from '../tail/feed-tail.js';
import { FeedTails } from '../tail/feed-tails.js';
import { Follower } from './follower.js';
import { StreamAnswer } from './stream-answer.js';
import { StreamTexts } from './stream-texts.js';

export const MOST_STREAMS = 1000;

/** The readers that follow the feed by events. */
@Injectable()
export class Streams implements OnModuleDestroy {
  private readonly log = new Logger('feed');
  private readonly paced = new PacedLog();
  private readonly open = new Set<StreamAnswer>();
  private readonly texts = new WeakMap<FeedTail, StreamTexts>();

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
    const stream = new StreamAnswer(response, () => {
      this.tellCut(request);
    });
    this.open.add(stream);
    const tail = this.tails.of(site);
    const leave = tail.enter();
    try {
      const cursor = await beginning(feed, beginsAfter(request) ?? criteria.after);
      stream.begin(cursor);
      if (request.method === 'HEAD') response.end();
      else
        await new Follower(
          { feed, texts: this.textsOf(tail), tail, stream, filter: filterOf(criteria), isStillAllowed },
          cursor,
        ).follow();
    } finally {
      leave();
      this.open.delete(stream);
    }
  }

  private textsOf(tail: FeedTail): StreamTexts {
    const texts = this.texts.get(tail) ?? new StreamTexts(tail);
    this.texts.set(tail, texts);
    return texts;
  }

  private tellCut({ socket }: Request): void {
    const from = addressOf(socket) ?? 'an address that is gone';
    this.paced.tell(`a stream to ${from} is cut: it left more than 256 kB unread`, (line) => {
      this.log.warn(line);
    });
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
