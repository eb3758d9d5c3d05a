import type { FeedRun } from './feed-run.js';

/** A segment as it lies in Redis. */
export interface SegmentSlots {
  readonly chunk: number;
  readonly segment: number;
  /** Number of its slots that have a place in the sequence, or lack one. */
  readonly slots: number;
  /** Sequence number at which it begins: runs before it tell of passings that lay there earlier. */
  readonly base: number;
}

/** Slots side by side. */
export type Slots = Omit<FeedRun, 'first'>;

/** Returns the slots that no run has, in the order of the segments. */
export function slotsWithoutRun(segments: readonly SegmentSlots[], runs: readonly FeedRun[]): Slots[] {
  const bySegment = new Map<string, FeedRun[]>();
  for (const run of runs) {
    const place = `${run.chunk}:${run.segment}`;
    const its = bySegment.get(place);
    if (its === undefined) bySegment.set(place, [run]);
    else its.push(run);
  }
  const without: Slots[] = [];
  for (const { chunk, segment, slots, base } of segments) {
    const its = (bySegment.get(`${chunk}:${segment}`) ?? []).filter(({ first }) => first >= base);
    let next = 0;
    for (const { slot, count } of its.toSorted((one, other) => one.slot - other.slot)) {
      if (slot > next) without.push({ chunk, segment, slot: next, count: Math.min(slot, slots) - next });
      next = Math.max(next, slot + count);
    }
    if (next < slots) without.push({ chunk, segment, slot: next, count: slots - next });
  }
  return without.filter(({ count }) => count > 0);
}
