import type { ReadLoad } from './read-load.js';
import { UsualTimes } from './usual-times.js';

/** An answer or a refusal comes within this time; only a read that takes longer by itself lasts longer. */
export const PROMISED_MS = 10_000;
/** Whoever is let in is expected to have an answer by then: what takes a little longer than estimated is still in time. */
const ADMITTED_MS = 8000;
const MOST_WAITING = 250;

/** A read that somebody asked for. Times are of a clock that nobody sets. */
export interface LongRead {
  readonly load: ReadLoad;
  readonly askedMs: number;
}

/**
 * The line of the reads that are long: one at a time, the rest wait in their order. It lets in who can be answered in time
 * by the estimates, and names those who no longer can be, as soon as that shows.
 */
export class ReadingLine {
  private readonly usual = new UsualTimes();
  private waiting: LongRead[] = [];
  private active: { readonly read: LongRead; readonly beganMs: number } | undefined;

  get isWaitedIn(): boolean {
    return this.waiting.length > 0;
  }

  /** Lets it in, or says how long the line is, ms. Into a line where nobody is everything is let in. */
  join(read: LongRead): number | undefined {
    const isIdle = this.active === undefined && !this.isWaitedIn;
    const aheadMs = this.lengthMs(read.askedMs);
    const isInTime = aheadMs + this.usual.estimateMs(read.load) <= ADMITTED_MS;
    if (!isIdle && (!isInTime || this.waiting.length >= MOST_WAITING)) return aheadMs;
    this.waiting.push(read);
    return undefined;
  }

  /** The next one, which is under way now; undefined while another is, or where nobody waits. */
  begin(nowMs: number): LongRead | undefined {
    if (this.active !== undefined) return undefined;
    const read = this.waiting.shift();
    if (read !== undefined) this.active = { read, beganMs: nowMs };
    return read;
  }

  /** The one that is under way is over. How long it takes to fail tells nothing of reads that do not. */
  end(nowMs: number, isAnswered: boolean): void {
    if (this.active === undefined) return;
    const { read, beganMs } = this.active;
    const tookMs = nowMs - beganMs;
    if (isAnswered || tookMs > this.usual.estimateMs(read.load)) this.usual.learn(read.load, tookMs);
    this.active = undefined;
  }

  /** Takes out who would not be answered in time any more, were the line looked at only `lookMs` later. */
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

  /** How long it takes until all that are in it are over. */
  lengthMs(nowMs: number): number {
    return this.waiting.reduce((sum, { load }) => sum + this.usual.estimateMs(load), this.activeMs(nowMs));
  }

  /** What takes longer than estimated is taken to last as long again. */
  private activeMs(nowMs: number): number {
    if (this.active === undefined) return 0;
    const { read, beganMs } = this.active;
    const elapsedMs = nowMs - beganMs;
    const leftMs = this.usual.estimateMs(read.load) - elapsedMs;
    return leftMs > 0 ? leftMs : elapsedMs;
  }
}
