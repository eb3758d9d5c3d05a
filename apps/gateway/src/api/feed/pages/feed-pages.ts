import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Sites, UnknownCursor } from '#passings';
import { DEFAULT_LIMIT, type FeedCriteria, NOW } from '../feed.criteria.js';
import { filterOf } from '../feed-filter.js';
import { unknownCursor } from '../feed-problems.js';
import { FeedTails } from '../tail/feed-tails.js';
import { FeedWriter, RowWriters } from './feed-writer.js';

/** Rows of one reading: storing goes on between two. */
const ROWS_AT_ONCE = 2000;
/** Rows that one answer looks through at most, of which a filter may leave few. */
const MOST_LOOKED_THROUGH = 50_000;

/** Time after which the storage is asked again. */
const LOOK_MS = 500;

interface Read {
  readonly rows: FeedWriter;
  readonly cursor: string;
  readonly hasMore: boolean;
  readonly isRewound: boolean;
}

/** Answers with what follows a cursor in the feed. */
@Injectable()
export class FeedPages {
  private readonly writers = new RowWriters();

  constructor(
    private readonly sites: Sites,
    private readonly tails: FeedTails,
  ) {}

  async answer(site: string, criteria: FeedCriteria, response: Response): Promise<void> {
    try {
      response.send(answerOf(await this.page(site, criteria, response)));
    } catch (error) {
      throw error instanceof UnknownCursor ? unknownCursor(error) : error;
    }
  }

  private async page(site: string, criteria: FeedCriteria, response: Response): Promise<Read> {
    const untilMs = performance.now() + (criteria.wait_s ?? 0) * 1000;
    const first = await this.read(site, criteria, await this.beginning(site, criteria.after));
    if (!isWaiting(first, untilMs)) return first;
    const tail = this.tails.of(site);
    const leave = tail.enter();
    const gone = new AbortController();
    const close = (): void => {
      gone.abort();
    };
    response.once('close', close);
    try {
      let read = first;
      while (isWaiting(read, untilMs) && !gone.signal.aborted) {
        // The tail may have begun behind a passing that came meanwhile, and does not tell of it.
        if (!read.hasMore) await tail.changed(Math.min(LOOK_MS, untilMs - performance.now()), gone.signal);
        const next = await this.read(site, criteria, read.cursor);
        read = { ...next, isRewound: read.isRewound || next.isRewound };
      }
      return read;
    } finally {
      response.off('close', close);
      leave();
    }
  }

  private async beginning(site: string, after: string | undefined): Promise<string> {
    const { feed } = this.sites.of(site);
    if (after === undefined) return feed.oldest();
    return after === NOW ? feed.now() : after;
  }

  private async read(site: string, criteria: FeedCriteria, after: string): Promise<Read> {
    const { feed } = this.sites.of(site);
    const limit = criteria.limit ?? DEFAULT_LIMIT;
    const filter = filterOf(criteria);
    const rows = new FeedWriter(Math.min(limit, ROWS_AT_ONCE), this.writers);
    let [cursor, hasMore, isRewound, looked] = [after, true, false, 0];
    while (hasMore && rows.count < limit && looked < MOST_LOOKED_THROUGH) {
      const most = filter === undefined ? Math.min(ROWS_AT_ONCE, limit - rows.count) : ROWS_AT_ONCE;
      const page = await feed.read(cursor, most);
      looked += page.columns.length;
      isRewound ||= page.isRewound;
      ({ cursor, hasMore } = page);
      for (let row = 0; row < page.columns.length && rows.count < limit; row++) {
        if (filter !== undefined && !filter.matches(page.columns.at(row))) continue;
        rows.add(page, row);
        if (rows.count < limit || filter === undefined) continue;
        // The page may have more rows that match.
        const behind = page.cursorAt(row);
        hasMore ||= behind !== cursor;
        cursor = behind;
      }
    }
    return { rows, cursor, hasMore, isRewound };
  }
}

const isWaiting = ({ rows }: Read, untilMs: number): boolean =>
  rows.count === 0 && performance.now() < untilMs;

function answerOf({ rows, cursor, hasMore, isRewound }: Read): Buffer {
  return rows.end({ count: rows.count, cursor, more: hasMore, ...(isRewound ? { rewound: true } : {}) });
}
