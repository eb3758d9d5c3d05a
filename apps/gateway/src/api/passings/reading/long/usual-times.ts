import type { ReadLoad } from './read-load.js';

/** Of each kind and size the last so many are remembered. */
const REMEMBERED = 8;
const LEAST_MS = 5;
/**
 * Where none like it was seen: what a small box takes that has no digests yet, for each row or storage unit. A guess too
 * high refuses a few until the first was read; one too low lets in more than can be answered.
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
 * How long a read takes at the most, as far as can be told: the slowest of the last few of its kind and about its size. An
 * average would do for none of them; and reads of another kind or size, however many and fast, tell nothing of it.
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

/** Within a key sizes differ by less than a factor of two. */
function keyOf({ kind, size }: ReadLoad): string {
  return `${kind} ${Math.floor(Math.log2(size + 1))}`;
}
