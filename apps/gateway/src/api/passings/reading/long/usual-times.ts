import type { ReadLoad } from './read-load.js';

/** Reads remembered of each kind and size. */
const REMEMBERED = 8;
const LEAST_MS = 5;
/**
 * Estimates for each row or storage unit before a like read was seen, from a small box that has no digests yet. A guess too
 * high refuses a few reads until the first was answered; one too low admits more than can be answered.
 */
const CAUTIOUS_MS: Readonly<Record<ReadLoad['kind'], number>> = {
  rows: 0.02,
  search: 0.1,
  one: 0.05,
  sessions: 0.05,
  gaps: 0.2,
};

interface Seen {
  readonly size: number;
  readonly tookMs: number;
}

/**
 * Estimates the longest time of a read: that of the slowest of the last few of its kind and about its size. An average would
 * be too short for many, and reads of another kind or size prove nothing about it.
 */
export class UsualTimes {
  private readonly seen = new Map<string, Seen[]>();

  estimateMs(load: ReadLoad): number {
    const seen = this.seen.get(keyOf(load));
    if (seen === undefined) return LEAST_MS + CAUTIOUS_MS[load.kind] * load.size;
    return Math.max(
      LEAST_MS,
      ...seen.map(({ size, tookMs }) => tookMs * Math.max(1, (load.size + 1) / (size + 1))),
    );
  }

  learn(load: ReadLoad, tookMs: number): void {
    const seen = this.seen.get(keyOf(load)) ?? [];
    this.seen.set(keyOf(load), [...seen, { size: load.size, tookMs }].slice(-REMEMBERED));
  }
}

/** Key of kind and size; sizes within a key differ by less than a factor of two. */
function keyOf({ kind, size }: ReadLoad): string {
  return `${kind} ${Math.floor(Math.log2(size + 1))}`;
}
