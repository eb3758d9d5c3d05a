import type { ReadLoad } from './read-load.js';
import { UsualTimes } from './usual-times.js';

/** Longest time to an answer or a refusal; only a read that takes longer by itself lasts longer. */
export const PROMISED_MS = 10_000;
/** Longest estimated time of an admitted read: one that takes a little longer than estimated is still in time. */
const ADMITTED_MS = 8000;
const MOST_WAITING = 250;

/** A read that was asked for. Times are of a monotonic clock. */
export interface LongRead {
  readonly load: ReadLoad;
  readonly askedMs: number;
}

/**
 * The line of the long reads: one at a time, the rest wait in their order. It admits reads that can be answered in time by
 * the estimates, and names those that no longer can be, as soon as that shows.
 */
export class ReadingLine {
  private readonly usual = new UsualTimes();
  private waiting: LongRead[] = [];
  private active: { readonly read: LongRead; readonly beganMs: number } | undefined;

  get isWaitedIn(): boolean {
    return this.waiting.length > 0;
  }

  /** Admits the read and returns undefined, or returns the length of the line in ms. An empty line admits every read. */
  join(read: LongRead): number | undefined {
    const isIdle = this.active === undefined && !this.isWaitedIn;
    const aheadMs = this.lengthMs(read.askedMs);
    const isInTime = aheadMs + this.usual.estimateMs(read.load) <= ADMITTED_MS;
    if (!isIdle && (!isInTime || this.waiting.length >= MOST_WAITING)) return aheadMs;
    this.waiting.push(read);
    return undefined;
  }

  /** Begins the next read and returns it; undefined while another is active, or where none waits. */
  begin(nowMs: number): LongRead | undefined {
    if (this.active !== undefined) return undefined;
    const read = this.waiting.shift();
    if (read !== undefined) this.active = { read, beganMs: nowMs };
    return read;
  }

  /**
   * Ends the active read. The duration of a failure below the estimate is not learned: it tells nothing of answered reads.
   */
  end(nowMs: number, isAnswered: boolean): void {
    if (this.active === undefined) return;
    const { read, beganMs } = this.active;
    const tookMs = nowMs - beganMs;
    if (isAnswered || tookMs > this.usual.estimateMs(read.load)) this.usual.learn(read.load, tookMs);
    this.active = undefined;
  }

  /** Takes out the reads that would not be answered in time if the line were looked at again only after `lookMs`. */
  takeOverdue(nowMs: number, lookMs: number): LongRead[] {
    let aheadMs = this.activeMs(nowMs);
    const overdue: LongRead[] = [];
    this.waiting = this.waiting.filter((read) => {
      const ownMs = this.usual.estimateMs(read.load);
      const isInTime = nowMs - read.askedMs + aheadMs + ownMs <= PROMISED_MS - lookMs;
      if (isInTime) aheadMs += ownMs;
      else overdue.push(read);
      return isInTime;
    });
    return overdue;
  }

  /** Returns the time until every read in the line is over. */
  lengthMs(nowMs: number): number {
    return this.waiting.reduce((sum, { load }) => sum + this.usual.estimateMs(load), this.activeMs(nowMs));
  }

  /** Estimates the rest of the active read; one beyond its estimate is taken to last as long again. */
  private activeMs(nowMs: number): number {
    if (this.active === undefined) return 0;
    const { read, beganMs } = this.active;
    const elapsedMs = nowMs - beganMs;
    const leftMs = this.usual.estimateMs(read.load) - elapsedMs;
    return leftMs > 0 ? leftMs : elapsedMs;
  }
}
