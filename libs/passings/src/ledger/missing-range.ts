import type { NumberRange } from './number-ranges.js';

/** Numbers that the decoder gave and we do not have, and since when that is known. */
export interface MissingRange extends NumberRange {
  readonly sinceMs: number;
  /**
   * Where neighbouring holes were joined to one: how many numbers of it are not missing. Which ones is not known here; asked
   * for again, they are repeats.
   */
  readonly settled?: number;
}

/** How many numbers are missing in ranges that do not overlap. */
export function missingIn(ranges: readonly MissingRange[]): number {
  return ranges.reduce((sum, { from, until, settled = 0 }) => sum + until - from + 1 - settled, 0);
}

/** The part of a range that lies in limits; of what is settled in it, its share. */
export function partOf(range: MissingRange, limits: NumberRange): MissingRange {
  const from = Math.max(range.from, limits.from);
  const until = Math.min(range.until, limits.until);
  if (from === range.from && until === range.until) return range;
  const { sinceMs, settled = 0 } = range;
  const length = until - from + 1;
  const share = Math.floor((settled * length) / (range.until - range.from + 1));
  return rangeOf({ from, until }, sinceMs, share);
}

/** The ranges, which ascend, as one; undefined where there are none. */
export function joinedTo(ranges: readonly MissingRange[]): MissingRange | undefined {
  const [first] = ranges;
  const last = ranges.at(-1);
  if (first === undefined || last === undefined || ranges.length === 1) return first;
  const { from } = first;
  const { until } = last;
  const sinceMs = ranges.reduce((oldest, range) => Math.min(oldest, range.sinceMs), first.sinceMs);
  return rangeOf({ from, until }, sinceMs, until - from + 1 - missingIn(ranges));
}

export function rangeOf({ from, until }: NumberRange, sinceMs: number, settled: number): MissingRange {
  return settled > 0 ? { from, until, sinceMs, settled } : { from, until, sinceMs };
}
