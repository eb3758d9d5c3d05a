import { viewOf } from './chunk-record.js';
import { readersOf, writersOf } from './record-fields.js';
import { CHUNK_US, chunkOf, DAY_CHUNKS, DIGESTED, DIGESTED_BYTES } from './record-layout.js';

/** A transponder's passings within one chunk. */
export interface Summary {
  readonly transponder: number;
  readonly chunk: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly count: number;
}

const {
  transponder: transponderAt,
  chunkOfDay,
  firstUs: firstAt,
  lastUs: lastAt,
  count: countAt,
} = readersOf(DIGESTED);
const write = writersOf(DIGESTED);

/** Whether a value is a digest, and not the mark of a digester that is at work. */
export function isDigest(kept: Buffer | null | undefined): kept is Buffer {
  return kept !== null && kept !== undefined && isDigestLength(kept.length);
}

export function isDigestLength(bytes: number): boolean {
  return bytes > 0 && bytes % DIGESTED_BYTES === 0;
}

/** Packs all summaries of a day that is over into one string, in order of time. */
export function packDigest(summaries: readonly Summary[]): Buffer {
  const digest = Buffer.allocUnsafe(summaries.length * DIGESTED_BYTES);
  let at = 0;
  for (const { transponder, chunk, firstUs, lastUs, count } of summaries) {
    const startUs = chunk * CHUNK_US;
    write.transponder(digest, at, transponder);
    write.chunkOfDay(digest, at, chunk % DAY_CHUNKS);
    write.firstUs(digest, at, firstUs - startUs);
    write.lastUs(digest, at, lastUs - startUs);
    write.count(digest, at, count);
    at += DIGESTED_BYTES;
  }
  return digest;
}

/** Returns the summaries of one transponder, or of all. */
export function readDigest(day: number, digest: Buffer, transponder?: number): Summary[] {
  const summaries: Summary[] = [];
  eachInDigest(day, digest, transponder, (of, firstUs, lastUs, count) => {
    summaries.push({ transponder: of, chunk: chunkOf(firstUs), firstUs, lastUs, count });
  });
  return summaries;
}

/** Takes a transponder's passings within one chunk. */
export type TakeSummary = (transponder: number, firstUs: number, lastUs: number, count: number) => void;

/**
 * Calls `take` with each summary of `readDigest`: a year has hundreds of thousands, and an object for each is most of
 * the work.
 */
export function eachInDigest(
  day: number,
  digest: Buffer,
  transponder: number | undefined,
  take: TakeSummary,
): void {
  const view = viewOf(digest);
  for (let at = 0; at + DIGESTED_BYTES <= view.byteLength; at += DIGESTED_BYTES) {
    const of = transponderAt(view, at);
    if (transponder !== undefined && of !== transponder) continue;
    const startUs = (day * DAY_CHUNKS + chunkOfDay(view, at)) * CHUNK_US;
    take(of, startUs + firstAt(view, at), startUs + lastAt(view, at), countAt(view, at));
  }
}
