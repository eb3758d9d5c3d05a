import type { NumberRange } from './number-ranges.js';

/** Numbers that the decoder gave and that were not received, and since when that is known. */
export interface MissingRange extends NumberRange {
  readonly sinceMs: number;
  /**
   * Number of settled numbers in a range that joins neighbouring holes. Their places are not known here; sent again,
   * they are repeats.
   */
  readonly settled?: number;
}

/** Counts the missing numbers in ranges that do not overlap. */
export function missingIn(ranges: readonly MissingRange[]): number {
  return ranges.reduce((sum, { from, until, settled = 0 }) => sum + until - from + 1 - settled, 0);
}

/** Returns the part of a range that lies in limits, with its share of the settled numbers. */
export function partOf(range: MissingRange, limits: NumberRange): MissingRange {
  const from = Math.max(range.from, limits.from);
  const until = Math.min(range.until, limits.until);
  if (from === range.from && until === range.until) return range;
  const { sinceMs, settled = 0 } = range;
  const length = until - from + 1;
  const share = Math.floor((settled * length) / (range.until - range.from + 1));
  return rangeOf({ from, until }, sinceMs, share);
}

/** Joins ascending ranges to one; returns undefined for an empty list. */
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
