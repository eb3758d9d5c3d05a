import type { PassingPosition, PassingsReading, TimeWindow } from '../ports/passings.repository.js';
import type { Chunk, RecordRef } from './chunk-reader.js';
import { CHUNK_US, EXTENSION_MARK, SLOT_BYTES, type Source } from './chunk-record.js';
import { comparePositions, positionAt, transponderAt } from './record-position.js';

export interface Selection {
  readonly window: TimeWindow;
  readonly order: 'asc' | 'desc';
  /** Behind this one, in that order. */
  readonly after: PassingPosition | undefined;
  /** Of this transponder only. */
  readonly transponder: number | undefined;
  readonly isWantedSource: (source: number) => boolean;
}

/** About a second of time each: a chunk has 573. */
const BUCKET_BITS = 20;
const BUCKETS = (CHUNK_US >>> BUCKET_BITS) + 1;

/**
 * The first `most` records of a chunk in the order that is asked for. A chunk lies in order of arrival, and sorting all of
 * it for a hundred rows would take most of the time: they are counted by the second first, and only the seconds that are
 * needed are sorted.
 */
export function selectFrom(chunk: Chunk, selection: Selection, most: number): RecordRef[] {
  const { order } = selection;
  const counts = new Uint32Array(BUCKETS);
  const matching = matchesIn(chunk, selection, counts);
  const [from, until] = bucketsFor(counts, matching.length, most, order);
  const selected: RecordRef[] = [];
  for (const at of matching) {
    const bucket = chunk.view.getUint32(at, true) >>> BUCKET_BITS;
    if (bucket >= from && bucket <= until)
      selected.push({ at, position: positionAt(chunk.view, at, chunk.chunk) });
  }
  const direction = order === 'asc' ? 1 : -1;
  selected.sort((one, other) => direction * comparePositions(one.position, other.position));
  return selected.length > most ? selected.slice(0, most) : selected;
}

function matchesIn({ chunk, view }: Chunk, selection: Selection, counts: Uint32Array): number[] {
  const { window, order, after, transponder, isWantedSource } = selection;
  const startUs = chunk * CHUNK_US;
  const [from, until] = [window.fromUs - startUs, window.untilUs - startUs];
  const tie = after === undefined ? -1 : after.timeUs - startUs;
  const direction = order === 'asc' ? 1 : -1;
  const matching: number[] = [];
  for (let at = 0; at + SLOT_BYTES <= view.byteLength; at += SLOT_BYTES) {
    const offset = view.getUint32(at, true);
    if (offset >= EXTENSION_MARK || offset < from || offset > until) continue;
    if (transponder !== undefined && transponderAt(view, at) !== transponder) continue;
    if (!isWantedSource(view.getUint16(at + 8, true))) continue;
    // The window ends where the last page ended: only at that very moment the rest of the place decides.
    const isTie = after !== undefined && offset === tie;
    if (isTie && direction * comparePositions(positionAt(view, at, chunk), after) <= 0) continue;
    matching.push(at);
    const bucket = offset >>> BUCKET_BITS;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return matching;
}

/** First and last bucket that have to be looked at. */
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
    if (view.getUint32(at, true) < EXTENSION_MARK) sources.add(view.getUint16(at + 8, true));
  return sources;
}

/** Whether a query takes what comes from this place. */
export function isFrom({ decoderId, loopId }: PassingsReading, place: Source): boolean {
  return (decoderId ?? place.decoderId) === place.decoderId && (loopId ?? place.loopId) === place.loopId;
}
