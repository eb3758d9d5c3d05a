import { once } from 'node:events';
import type { Response } from 'express';
import type { FeedFilter } from '../feed-filter.js';
import type { FeedRow } from '../feed-row.js';

/** Bytes that a reader may leave unread. */
const MOST_UNREAD_BYTES = 256 * 1024;
/** Time for a reader to take something, while it catches up. */
const LONGEST_STANDSTILL_MS = 30_000;
/** Time for a reader to take the words at the end. */
const LAST_WORDS_MS = 30_000;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // Tells proxies that know it to pass each event on at once.
  'X-Accel-Buffering': 'no',
};

/**
 * Writes the events of one reader. What the line does not take waits here, so that a reader that is cut gets the words
 * that say so instead of it.
 */
export class StreamAnswer {
  private readonly gone = new AbortController();
  private waiting: string[] = [];
  private waitingBytes = 0;
  private isHeldUp = false;

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

  /** Resolves once the line has taken what was written; ends the stream of a reader that takes nothing. */
  async taken(): Promise<void> {
    while (this.isHeldUp && !this.signal.aborted) {
      const standstill = AbortSignal.timeout(LONGEST_STANDSTILL_MS);
      try {
        await once(this.response, 'drain', { signal: AbortSignal.any([this.signal, standstill]) });
      } catch {
        this.endAs('feed.not_read', 'Nothing was read for long.');
      }
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
    if (!this.isHeldUp) {
      this.send(text);
      return;
    }
    this.waiting.push(text);
    // Rows are ASCII but for names, so that characters are about bytes.
    this.waitingBytes += text.length;
    if (this.waitingBytes > MOST_UNREAD_BYTES)
      this.endAs('feed.not_read', 'More than 256 kB were not read. Go on with the last id.');
  }

  private send(text: string): void {
    this.isHeldUp = !this.response.write(text);
    if (this.isHeldUp)
      this.response.once('drain', () => {
        this.sendOn();
      });
  }

  private sendOn(): void {
    this.isHeldUp = false;
    for (let text = this.next(); text !== undefined; text = this.next()) this.send(text);
  }

  /** Takes the next text that the line may have now. */
  private next(): string | undefined {
    if (this.isHeldUp || this.signal.aborted) return undefined;
    const text = this.waiting.shift();
    this.waitingBytes -= text?.length ?? 0;
    return text;
  }
}
