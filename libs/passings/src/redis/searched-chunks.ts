import { isByRtc } from '../domain/passing.js';
import { readRecord, timeSourceAt, viewOf } from './chunk-record.js';
import type { PackedChunk } from './pack-batch.js';
import { CHUNK_US, EXTENSION_MARK, SLOT_BYTES } from './record-layout.js';

/** Sources of the same decoder, and the difference of their clock offsets. */
export type Siblings = readonly (readonly [source: number, deltaUs: number])[];

/**
 * Returns the chunks in which the store script looks for repeats of these records: those of their RTC time, under each
 * clock offset of their decoder, and their own.
 */
export function searchedChunks(
  packed: readonly PackedChunk[],
  siblings: ReadonlyMap<number, Siblings>,
): Set<number> {
  const searched = new Set<number>();
  for (const { chunk, records } of packed) {
    searched.add(chunk);
    const deltasUs = new Map<number, readonly number[]>();
    const view = viewOf(records);
    for (let at = 0; at + SLOT_BYTES <= records.length; at += SLOT_BYTES) {
      const timeUs = readRecord.timeInChunkUs(view, at);
      if (timeUs >= EXTENSION_MARK || !isByRtc({ timeSource: timeSourceAt(view, at) })) continue;
      const source = readRecord.source(view, at);
      const deltas = deltasUs.get(source) ?? [
        ...new Set(siblings.get(source)?.map(([, deltaUs]) => deltaUs)),
      ];
      deltasUs.set(source, deltas);
      for (const deltaUs of deltas) {
        const moved = Math.floor((chunk * CHUNK_US + timeUs + deltaUs) / CHUNK_US);
        if (moved >= 0) searched.add(moved);
      }
    }
  }
  return searched;
}
