import type { DroppedNumber } from '../ledger/dropped-numbers.js';
import type { DroppedNumbers } from '../ports/passings.repository.js';
import { CHUNK_US, EXTENSION_MARK, numberAt, receivedAtMsAt, SLOT_BYTES } from './chunk-record.js';

/** A chunk as it lies in Redis, with what tells that it grew since. */
export interface WholeChunk {
  readonly chunk: number;
  readonly records: Buffer;
  readonly lastSegment: number;
  readonly lastBytes: number;
}

/** Where the records lie, without their extensions. */
export function recordsIn(records: Buffer): number[] {
  const found: number[] = [];
  for (let at = 0; at + SLOT_BYTES <= records.length; at += SLOT_BYTES)
    if (records.readUInt32LE(at) < EXTENSION_MARK) found.push(at);
  return found;
}

export function sourceAt(records: Buffer, at: number): number {
  return records.readUInt16LE(at + 8);
}

/** Milliseconds since 1970; 0 where there is no record. */
export function newestReceiptIn(records: Buffer): number {
  return recordsIn(records).reduce((newestMs, at) => Math.max(newestMs, receivedAtMsAt(records, at)), 0);
}

/** The numbers of each decoder in these chunks. */
export function numbersIn(
  chunks: readonly WholeChunk[],
  decoderOf: (source: number) => string,
): DroppedNumbers {
  const numbers = new Map<string, DroppedNumber[]>();
  for (const { chunk, records } of chunks) {
    for (const at of recordsIn(records)) {
      const number = numberAt(records, at);
      if (number === undefined) continue;
      const decoderId = decoderOf(sourceAt(records, at));
      const timeUs = chunk * CHUNK_US + records.readUInt32LE(at);
      const dropped = { number, timeUs, receivedAtMs: receivedAtMsAt(records, at) };
      const known = numbers.get(decoderId);
      if (known === undefined) numbers.set(decoderId, [dropped]);
      else known.push(dropped);
    }
  }
  return numbers;
}
