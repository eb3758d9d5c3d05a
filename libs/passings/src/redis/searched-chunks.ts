import { isByRtc } from '../domain/passing.js';
import { CHUNK_US, EXTENSION_MARK, SLOT_BYTES, timeSourceAt } from './chunk-record.js';
import type { PackedChunk } from './pack-batch.js';
import { sourceAt } from './whole-chunk.js';

/**
 * The chunks in which the store script looks for repeats of these records: those of their RTC time, under each clock offset
 * that their decoder has had, and their own.
 */
export function searchedChunks(
  packed: readonly PackedChunk[],
  siblingsOf: (source: number) => readonly (readonly [source: number, deltaUs: number])[],
): Set<number> {
  const searched = new Set<number>();
  for (const { chunk, records } of packed) {
    searched.add(chunk);
    const deltasUs = new Map<number, readonly number[]>();
    for (let at = 0; at + SLOT_BYTES <= records.length; at += SLOT_BYTES) {
      const timeUs = records.readUInt32LE(at);
      if (timeUs >= EXTENSION_MARK || !isByRtc({ timeSource: timeSourceAt(records, at) })) continue;
      const source = sourceAt(records, at);
      const deltas = deltasUs.get(source) ?? [...new Set(siblingsOf(source).map(([, deltaUs]) => deltaUs))];
      deltasUs.set(source, deltas);
      for (const deltaUs of deltas) {
        const moved = Math.floor((chunk * CHUNK_US + timeUs + deltaUs) / CHUNK_US);
        if (moved >= 0) searched.add(moved);
      }
    }
  }
  return searched;
}
