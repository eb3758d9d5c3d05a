import type { PassingPosition, PassingsReading, TimeWindow } from '../ports/passings.repository.js';
import type { Chunk, RecordRef } from './chunk-reader.js';
import { readRecord, type Source } from './chunk-record.js';
import { CHUNK_US, EXTENSION_MARK, SLOT_BYTES } from './record-layout.js';
import { comparePositions, positionAt } from './record-position.js';

const { timeInChunkUs, source, transponder: transponderAt } = readRecord;

export interface Selection {
  readonly window: TimeWindow;
  readonly order: 'asc' | 'desc';
  /** Position behind which the selection begins, in its order. */
  readonly after: PassingPosition | undefined;
  /** Number of the one transponder that is selected; undefined for all. */
  readonly transponder: number | undefined;
  /** Filter of sources; undefined for all. */
  readonly isWantedSource: ((source: number) => boolean) | undefined;
}

/** Width of a bucket, about a second: a chunk has 573 buckets. */
const BUCKET_BITS = 20;
const BUCKETS = (CHUNK_US >>> BUCKET_BITS) + 1;

/**
 * Returns the first `most` records of a chunk in the order of the selection. A chunk lies in order of arrival, and
 * sorting all of it for a hundred rows would take most of the time: records are counted by the second first, and only
 * the needed seconds are sorted.
 */
export function selectFrom(chunk: Chunk, selection: Selection, most: number): RecordRef[] {
  const { view } = chunk;
  const { order } = selection;
  const isMatch = matcherFor(chunk, selection);
  const counts = new Uint32Array(BUCKETS);
  let matching = 0;
  for (let at = 0; at + SLOT_BYTES <= view.byteLength; at += SLOT_BYTES) {
    if (!isMatch(at)) continue;
    const bucket = bucketAt(view, at);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    matching++;
  }
  const [from, until] = bucketsFor(counts, matching, most, order);
  const selected: RecordRef[] = [];
  for (let at = 0; at + SLOT_BYTES <= view.byteLength; at += SLOT_BYTES) {
    const bucket = bucketAt(view, at);
    // Matches of the first pass are not kept: a list of all of them would be most of the garbage.
    if (bucket >= from && bucket <= until && isMatch(at))
      selected.push({ at, position: positionAt(view, at, chunk.chunk) });
  }
  const direction = order === 'asc' ? 1 : -1;
  selected.sort((one, other) => direction * comparePositions(one.position, other.position));
  return selected.length > most ? selected.slice(0, most) : selected;
}

function bucketAt(view: DataView, at: number): number {
  return timeInChunkUs(view, at) >>> BUCKET_BITS;
}

/** Returns the filter for records at an offset of the chunk. */
function matcherFor({ chunk, view }: Chunk, selection: Selection): (at: number) => boolean {
  const { window, order, after, transponder, isWantedSource } = selection;
  const startUs = chunk * CHUNK_US;
  const [from, until] = [window.fromUs - startUs, window.untilUs - startUs];
  const tie = after === undefined ? -1 : after.timeUs - startUs;
  const direction = order === 'asc' ? 1 : -1;
  return (at) => {
    const offset = timeInChunkUs(view, at);
    if (offset >= EXTENSION_MARK || offset < from || offset > until) return false;
    if (transponder !== undefined && transponderAt(view, at) !== transponder) return false;
    if (isWantedSource !== undefined && !isWantedSource(source(view, at))) return false;
    // The window ends where the last page ended: only records of that very moment need the rest of the position.
    if (after === undefined || offset !== tie) return true;
    return direction * comparePositions(positionAt(view, at, chunk), after) > 0;
  };
}

/** Returns the first and the last bucket to sort. */
function bucketsFor(
  counts: Uint32Array,
  matching: number,
  most: number,
  order: 'asc' | 'desc',
): [number, number] {
  if (matching <= most) return [0, BUCKETS];
  let found = 0;
  if (order === 'asc') {
    for (let bucket = 0; bucket < BUCKETS; bucket++)
      if ((found += counts[bucket] ?? 0) >= most) return [0, bucket];
  } else {
    for (let bucket = BUCKETS - 1; bucket >= 0; bucket--)
      if ((found += counts[bucket] ?? 0) >= most) return [bucket, BUCKETS];
  }
  return [0, BUCKETS];
}

/** Every source that a chunk names. */
export function sourcesIn({ view }: Chunk): Set<number> {
  const sources = new Set<number>();
  for (let at = 0; at + SLOT_BYTES <= view.byteLength; at += SLOT_BYTES)
    if (timeInChunkUs(view, at) < EXTENSION_MARK) sources.add(source(view, at));
  return sources;
}

/** Whether a query selects passings of this place. */
export function isFrom({ decoderId, loopId }: PassingsReading, place: Source): boolean {
  return (decoderId ?? place.decoderId) === place.decoderId && (loopId ?? place.loopId) === place.loopId;
}
