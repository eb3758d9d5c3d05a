import type { Cluster, Redis } from 'ioredis';
import { RecordsGone } from '../ports/passings.repository.js';
import { newerFormat } from './segment-format.js';
import type { SiteKeys } from '#redis';
import { SEGMENT_BYTES, SLOT_BYTES } from './record-layout.js';

/** Place of a chunk in Redis, as this process knows it. */
interface ChunkPlace {
  /** Number of its last segment; -1 where there is no such chunk. */
  readonly last: number;
  /** Size of the last segment in bytes. */
  readonly bytes: number;
}

/** Place of a chunk before the first look: its first segment is assumed to have room. */
const UNKNOWN: ChunkPlace = { last: 0, bytes: 0 };
const MOST_KNOWN = 4096;
const MOST_LOOKS = 4;
/** Answers of a script that found its chunks otherwise than the caller said, and has written nothing. */
const LOOK_AGAIN = 3;
const CHUNK_LOST = 4;
const NEWER_FORMAT = 6;

/**
 * Tells which keys a script needs for its chunks, because a script may touch only declared keys. The script checks all
 * of these places before it writes.
 */
export class ChunkPlaces {
  private readonly known = new Map<number, ChunkPlace>();

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
  ) {}

  /** Returns the number of the last segment, -1 where there is no such chunk. */
  lastOf(chunk: number): number {
    return this.of(chunk).last;
  }

  /** Returns the number of the segment for further records. */
  segmentFor(chunk: number): number {
    const { last, bytes } = this.of(chunk);
    return last >= 0 && bytes < SEGMENT_BYTES ? last : last + 1;
  }

  /** Returns the keys for adding records; the segment before a new one proves that it is full. */
  keysToAppend(chunk: number): string[] {
    const segment = this.segmentFor(chunk);
    const its = [this.keys.summaries(chunk), this.keys.chunk(chunk, segment)];
    if (segment > 0 && segment > this.lastOf(chunk)) its.push(this.keys.chunk(chunk, segment - 1));
    return its;
  }

  /** Returns the keys of all segments. */
  keysToRead(chunk: number): string[] {
    return Array.from({ length: this.lastOf(chunk) + 1 }, (_, segment) => this.keys.chunk(chunk, segment));
  }

  /**
   * Notes bytes that go to the segment of `segmentFor`. A forgotten chunk stays forgotten: bytes on top of a guess
   * would send later batches to a full segment.
   */
  appended(chunk: number, bytes: number): void {
    const place = this.known.get(chunk);
    if (place === undefined || bytes === 0) return;
    const segment = this.segmentFor(chunk);
    // A new segment has its format before its records.
    const before = segment === place.last ? place.bytes : SLOT_BYTES;
    this.known.set(chunk, { last: segment, bytes: before + bytes });
  }

  /** Whether further records go to the same segment even after `bytes` are added to it. */
  hasRoom(chunk: number, bytes: number): boolean {
    const place = this.known.get(chunk);
    return place !== undefined && place.last >= 0 && place.bytes + bytes < SEGMENT_BYTES;
  }

  /** Takes back bytes of `appended` that were not added to this segment. */
  notAppended(chunk: number, segment: number, bytes: number): void {
    const place = this.known.get(chunk);
    if (place?.last === segment) this.known.set(chunk, { last: segment, bytes: place.bytes - bytes });
  }

  forget(): void {
    this.known.clear();
  }

  /** Forgets a chunk that was changed in place. */
  forgetChunk(chunk: number): void {
    this.known.delete(chunk);
  }

  unknownAmong(chunks: readonly number[]): number[] {
    return chunks.filter((chunk) => !this.known.has(chunk));
  }

  async look(chunks: readonly number[]): Promise<void> {
    if (this.known.size + chunks.length > MOST_KNOWN) this.known.clear();
    await Promise.all(chunks.map(async (chunk) => this.known.set(chunk, await this.placeOf(chunk))));
  }

  /** Sends a command about these chunks, and again each time that the script finds them otherwise. */
  async withAll(chunks: readonly number[], send: () => Promise<number[]>): Promise<number[]> {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const answer = await this.checked(send);
      if (answer !== undefined) return answer;
      await this.look(chunks);
    }
    throw new Error('chunks keep changing: does another gateway write to the same Redis?');
  }

  /** Resolves to the answer; undefined where the chunks have to be looked at. */
  async checked(send: () => Promise<number[]>): Promise<number[] | undefined> {
    try {
      const answer = await send();
      if (answer[0] === CHUNK_LOST) throw this.recordsGone(answer[1] ?? 0);
      if (answer[0] === NEWER_FORMAT) throw newerFormat(answer[1] ?? 0, answer[2] ?? 0);
      if (answer[0] !== 1) this.forget();
      return answer[0] === LOOK_AGAIN ? undefined : answer;
    } catch (error) {
      // The script may have been carried out or not.
      this.forget();
      throw error;
    }
  }

  private of(chunk: number): ChunkPlace {
    return this.known.get(chunk) ?? UNKNOWN;
  }

  private async placeOf(chunk: number): Promise<ChunkPlace> {
    const { chunks, segments } = this.keys;
    const [isListed, segment] = await Promise.all([
      this.redis.zscore(chunks, String(chunk)),
      this.redis.hget(segments, String(chunk)),
    ]);
    if (isListed === null) return { last: -1, bytes: 0 };
    const last = Number(segment);
    return { last, bytes: await this.redis.strlen(this.keys.chunk(chunk, last)) };
  }

  private recordsGone(chunk: number): RecordsGone {
    const { chunks } = this.keys;
    return new RecordsGone(
      `the records of chunk ${chunk} are gone, and ${chunks} still names it: ` +
        `restore them, or give them up with ZREM ${chunks} ${chunk}`,
    );
  }
}
