import { CHUNK_US } from './chunk-record.js';

/** A transponder's passings within one chunk. */
export interface Summary {
  readonly transponder: number;
  readonly chunk: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly count: number;
}

/**
 * All summaries of a day that is over, in order of time, in one string: 16 bytes each, little-endian.
 *
 *  offset size
 *   0     3    transponder (dictionary number)
 *   3     1    chunk of the day, 0 to 143
 *   4     4    first passing within the chunk, us
 *   8     4    last
 *  12     4    count
 */
const ENTRY_BYTES = 16;
export const DAY_CHUNKS = 144;
export const DAY_US = DAY_CHUNKS * CHUNK_US;

/** What is kept of a day may be the word of somebody who makes its digest now. */
export function isDigest(kept: Buffer | null | undefined): kept is Buffer {
  return kept !== null && kept !== undefined && isDigestLength(kept.length);
}

export function isDigestLength(bytes: number): boolean {
  return bytes > 0 && bytes % ENTRY_BYTES === 0;
}

export function dayOf(chunk: number): number {
  return Math.floor(chunk / DAY_CHUNKS);
}

export function packDigest(summaries: readonly Summary[]): Buffer {
  const digest = Buffer.allocUnsafe(summaries.length * ENTRY_BYTES);
  let at = 0;
  for (const { transponder, chunk, firstUs, lastUs, count } of summaries) {
    const startUs = chunk * CHUNK_US;
    digest.writeUIntLE(transponder, at, 3);
    digest[at + 3] = chunk % DAY_CHUNKS;
    digest.writeUInt32LE(firstUs - startUs, at + 4);
    digest.writeUInt32LE(lastUs - startUs, at + 8);
    digest.writeUInt32LE(count, at + 12);
    at += ENTRY_BYTES;
  }
  return digest;
}

/** Of one transponder, or of all. */
export function readDigest(day: number, digest: Buffer, transponder?: number): Summary[] {
  const summaries: Summary[] = [];
  for (let at = 0; at + ENTRY_BYTES <= digest.length; at += ENTRY_BYTES) {
    const of = digest.readUIntLE(at, 3);
    if (transponder !== undefined && of !== transponder) continue;
    const chunk = day * DAY_CHUNKS + (digest[at + 3] ?? 0);
    const startUs = chunk * CHUNK_US;
    summaries.push({
      transponder: of,
      chunk,
      firstUs: startUs + digest.readUInt32LE(at + 4),
      lastUs: startUs + digest.readUInt32LE(at + 8),
      count: digest.readUInt32LE(at + 12),
    });
  }
  return summaries;
}

/** Told of a transponder's passings within one chunk. */
export type TakeSummary = (transponder: number, firstUs: number, lastUs: number, count: number) => void;

/** As `readDigest`, told one by one: a year has hundreds of thousands, and an object of each is most of the work. */
export function eachInDigest(
  day: number,
  digest: Buffer,
  transponder: number | undefined,
  take: TakeSummary,
): void {
  const view = new DataView(digest.buffer, digest.byteOffset, digest.length);
  for (let at = 0; at + ENTRY_BYTES <= view.byteLength; at += ENTRY_BYTES) {
    const head = view.getUint32(at, true);
    const of = head & 0xffffff;
    if (transponder !== undefined && of !== transponder) continue;
    const startUs = (day * DAY_CHUNKS + (head >>> 24)) * CHUNK_US;
    take(
      of,
      startUs + view.getUint32(at + 4, true),
      startUs + view.getUint32(at + 8, true),
      view.getUint32(at + 12, true),
    );
  }
}
