import { once } from 'node:events';
import type { Response } from 'express';
import type { FeedFilter } from '../feed-filter.js';
import type { FeedRow } from '../feed-row.js';

/** Bytes that a reader may leave unread. */
const MOST_UNREAD_BYTES = 256 * 1024;
/** Bytes after which reading from the storage waits for the reader. */
const HIGH_WATER_BYTES = 64 * 1024;
/** Time for a reader to take something, while it catches up. */
const LONGEST_STANDSTILL_MS = 30_000;
const LAST_WORDS_MS = 2000;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // Tells proxies that know it to pass each event on at once.
  'X-Accel-Buffering': 'no',
};

/** Writes the events of one reader. */
export class StreamAnswer {
  private readonly gone = new AbortController();

  constructor(
    private readonly response: Response,
    private readonly filter: FeedFilter | undefined,
  ) {
    response.once('close', () => {
      this.gone.abort();
    });
  }

  /** Aborts when the reader is gone. */
  get signal(): AbortSignal {
    return this.gone.signal;
  }

  /** Begins the answer: a reader that is cut before its first passing goes on at this cursor. */
  begin(cursor: string): void {
    this.response.set(HEADERS);
    this.response.flushHeaders();
    this.write(`retry: 1000\nid: ${cursor}\n\n`);
  }

  rows(rows: readonly FeedRow[]): void {
    const wanted = this.filter === undefined ? rows : rows.filter(({ passing }) => this.filter?.(passing));
    if (wanted.length === 0) return;
    this.write(wanted.map(({ cursor, json }) => `id: ${cursor}\nevent: passing\ndata: ${json}\n\n`).join(''));
  }

  rewound(cursor: string): void {
    this.write(`id: ${cursor}\nevent: rewound\ndata: ${JSON.stringify({ cursor })}\n\n`);
  }

  /** Shows that the stream lives, and how far it is: a filter may have left out much. */
  heartbeat(cursor: string): void {
    this.write(`: heartbeat\nid: ${cursor}\n\n`);
  }

  /** Resolves once the reader has taken most of what was written; ends the stream of one that takes nothing. */
  async taken(): Promise<void> {
    if (this.response.writableLength < HIGH_WATER_BYTES || this.signal.aborted) return;
    const standstill = AbortSignal.timeout(LONGEST_STANDSTILL_MS);
    try {
      await once(this.response, 'drain', { signal: AbortSignal.any([this.signal, standstill]) });
    } catch {
      this.endAs('feed.not_read', 'Nothing was read for long.');
    }
  }

  /** Ends the stream with an event that says why. */
  endAs(reason: string, message: string): void {
    if (this.signal.aborted) return;
    this.response.end(`event: end\ndata: ${JSON.stringify({ reason, message })}\n\n`);
    this.gone.abort();
    setTimeout(() => this.response.destroy(), LAST_WORDS_MS).unref();
  }

  private write(text: string): void {
    if (this.signal.aborted) return;
    this.response.write(text);
    if (this.response.writableLength > MOST_UNREAD_BYTES)
      this.endAs('feed.not_read', 'More than 256 kB were not read. Go on with the last id.');
  }
}
