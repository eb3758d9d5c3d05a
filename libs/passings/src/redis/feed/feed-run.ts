import { viewOf } from '../chunk-record.js';
import { readersOf, writersOf } from '../record-fields.js';
import { FEED_RUN, FEED_RUN_BYTES } from '../record-layout.js';

const read = readersOf(FEED_RUN);
const write = writersOf(FEED_RUN);

/** Slots side by side in a segment, and their sequence numbers. */
export interface FeedRun {
  /** Sequence number of the first slot. */
  readonly first: number;
  readonly chunk: number;
  readonly segment: number;
  /** Number of the first slot in the segment. */
  readonly slot: number;
  readonly count: number;
}

export function runAt(packed: DataView, at: number): FeedRun {
  return {
    first: read.first(packed, at),
    chunk: read.chunk(packed, at),
    segment: read.segment(packed, at),
    slot: read.slot(packed, at),
    count: read.count(packed, at),
  };
}

/** Reads runs that lie one behind the other. */
export function runsIn(packed: Buffer): FeedRun[] {
  const view = viewOf(packed);
  return Array.from({ length: Math.floor(packed.length / FEED_RUN_BYTES) }, (_, index) =>
    runAt(view, index * FEED_RUN_BYTES),
  );
}

export function packedRun(run: FeedRun): Buffer {
  const packed = Buffer.alloc(FEED_RUN_BYTES);
  for (const name of Object.keys(run) as (keyof FeedRun)[]) write[name](packed, 0, run[name]);
  return packed;
}

/** Returns a run without slots whose number follows those of `runs`: the head of a feed that has none, or lost it. */
export function emptyBehind(runs: readonly FeedRun[]): FeedRun {
  // A feed may have more runs than a function takes arguments.
  const first = runs.reduce((next, run) => Math.max(next, run.first + run.count), 1);
  return { first, chunk: 0, segment: 0, slot: 0, count: 0 };
}

/**
 * Returns the runs that do not count: a later run begins at their number or before it. The end of a torn script, applied
 * behind what came after it, leaves such runs.
 */
export function outdatedRuns(runs: readonly FeedRun[], head: FeedRun): FeedRun[] {
  const outdated: FeedRun[] = [];
  let next = head.first;
  for (const run of runs.toReversed()) {
    if (run.count === 0) continue;
    if (run.first >= next) outdated.push(run);
    else next = run.first;
  }
  return outdated;
}

/** A part of a run. */
export interface Stretch {
  readonly run: FeedRun;
  /** Sequence number of its first slot, and number of that slot in the segment. */
  readonly first: number;
  readonly slot: number;
  readonly count: number;
}

/** Returns the parts of runs from a sequence number on, with `most` slots at most. */
export function stretchesOf(runs: readonly FeedRun[], from: number, most: number): Stretch[] {
  const stretches: Stretch[] = [];
  let left = most;
  for (const run of runs) {
    const first = Math.max(from, run.first);
    const count = Math.min(run.first + run.count - first, left);
    if (count <= 0) continue;
    stretches.push({ run, first, slot: run.slot + first - run.first, count });
    left -= count;
  }
  return stretches;
}
