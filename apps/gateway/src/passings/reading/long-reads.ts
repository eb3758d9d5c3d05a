import pLimit from 'p-limit';
import { Problem } from '../../problems/problem.js';

/** Two would only make each of them slower: they share one thread. */
const AT_ONCE = 1;
const LONGEST_WAIT_MS = 10_000;
const MOST_WAITING = 250;
const FIRST_GUESS_MS = 100;
/** Of the last one, in what one takes as a rule. */
const WEIGHT = 1 / 8;

/**
 * Reads that are long keep a line of their own, so that short ones need not wait for many of them. Whoever would wait in
 * it for long is told so at once, and when to come again.
 */
export class LongReads {
  private readonly line = pLimit(AT_ONCE);
  private usualMs = FIRST_GUESS_MS;

  /** `nowMs`: of a clock that nobody sets. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  async take<Found>(read: () => Promise<Found>): Promise<Found> {
    const waiting = this.line.pendingCount;
    const waitMs = waiting * this.usualMs;
    if (waitMs > LONGEST_WAIT_MS || waiting >= MOST_WAITING) throw tooMany(waitMs);
    return this.line(() => this.timed(read));
  }

  private async timed<Found>(read: () => Promise<Found>): Promise<Found> {
    const beginMs = this.nowMs();
    try {
      return await read();
    } finally {
      this.usualMs += (this.nowMs() - beginMs - this.usualMs) * WEIGHT;
    }
  }
}

function tooMany(waitMs: number): Problem {
  return new Problem({
    status: 503,
    reason: 'request.too_many_long',
    message: 'Too many others ask for a long time or many rows just now: try again later, or ask for less.',
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(waitMs / 1000))) },
  });
}
