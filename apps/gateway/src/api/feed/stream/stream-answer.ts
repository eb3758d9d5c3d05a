import { once } from 'node:events';
import type { Response } from 'express';

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
  private readonly waiting: Buffer[] = [];
  private waitingBytes = 0;
  private isHeldUp = false;

  constructor(
    private readonly response: Response,
    private readonly onCut: () => void,
  ) {
    response.once('close', () => {
      this.gone.abort();
    });
  }

  /** Aborts when the reader is gone. */
  get signal(): AbortSignal {
    return this.gone.signal;
  }

  /** Calls `listener` once when the reader is gone, or now. */
  whenGone(listener: () => void): void {
    if (this.signal.aborted) listener();
    else this.signal.addEventListener('abort', listener, { once: true });
  }

  /** Begins the answer: a reader that is cut before its first passing goes on at this cursor. */
  begin(cursor: string): void {
    // Each piece is one write as it is, which the chunks of HTTP would make three; the end is that of the connection.
    this.response.useChunkedEncodingByDefault = false;
    this.response.set(HEADERS);
    this.response.flushHeaders();
    this.write(`retry: 1000\nid: ${cursor}\n\n`);
  }

  /** Writes events; none where `bytes` are empty. */
  events(bytes: Buffer): void {
    if (this.signal.aborted || bytes.length === 0) return;
    if (!this.isHeldUp) {
      this.send(bytes);
      return;
    }
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes <= MOST_UNREAD_BYTES) return;
    this.onCut();
    this.endAs('feed.not_read', 'More than 256 kB were not read. Go on with the last id.');
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
    this.events(Buffer.from(text));
  }

  private send(bytes: Buffer): void {
    this.isHeldUp = !this.response.write(bytes);
    if (this.isHeldUp)
      this.response.once('drain', () => {
        this.sendOn();
      });
  }

  private sendOn(): void {
    this.isHeldUp = false;
    for (let bytes = this.next(); bytes !== undefined; bytes = this.next()) this.send(bytes);
  }

  /** Takes the next events that the line may have now. */
  private next(): Buffer | undefined {
    if (this.isHeldUp || this.signal.aborted) return undefined;
    const bytes = this.waiting.shift();
    this.waitingBytes -= bytes?.length ?? 0;
    return bytes;
  }
}
