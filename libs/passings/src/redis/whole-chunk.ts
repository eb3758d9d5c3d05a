import type { DroppedNumber } from '../ledger/dropped-numbers.js';
import type { DroppedNumbers } from '../ports/passings.repository.js';
import { numberAt, readRecord } from './chunk-record.js';
import { CHUNK_US, EXTENSION_MARK, SLOT_BYTES } from './record-layout.js';

const { timeInChunkUs, source, receivedAtMs } = readRecord;

/** A chunk as it lies in Redis, with the values that show whether it grew since. */
export interface WholeChunk {
  readonly chunk: number;
  readonly records: DataView;
  readonly lastSegment: number;
  readonly lastBytes: number;
}

/** Returns the offsets of the records, without their extensions. */
export function recordsIn(records: DataView): number[] {
  const found: number[] = [];
  for (let at = 0; at + SLOT_BYTES <= records.byteLength; at += SLOT_BYTES)
    if (timeInChunkUs(records, at) < EXTENSION_MARK) found.push(at);
  return found;
}

/** Returns the newest receipt, milliseconds since 1970; 0 where there is no record. */
export function newestReceiptIn(records: DataView): number {
  return recordsIn(records).reduce((newestMs, at) => Math.max(newestMs, receivedAtMs(records, at)), 0);
}

/** Returns the numbers of each decoder in these chunks. */
export function numbersIn(
  chunks: readonly WholeChunk[],
  decoderOf: (source: number) => string,
): DroppedNumbers {
  const numbers = new Map<string, DroppedNumber[]>();
  for (const { chunk, records } of chunks) {
    for (const at of recordsIn(records)) {
      const number = numberAt(records, at);
      if (number === undefined) continue;
      const decoderId = decoderOf(source(records, at));
      const timeUs = chunk * CHUNK_US + timeInChunkUs(records, at);
      const dropped = { number, timeUs, receivedAtMs: receivedAtMs(records, at) };
      const known = numbers.get(decoderId);
      if (known === undefined) numbers.set(decoderId, [dropped]);
      else known.push(dropped);
    }
  }
  return numbers;
}
