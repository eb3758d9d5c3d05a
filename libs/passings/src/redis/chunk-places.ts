import type { Cluster, Redis } from 'ioredis';
import { RecordsGone } from '../ports/passings.repository.js';
import { newerFormat } from './segment-format.js';
import type { SiteKeys } from '#redis';
import { SEGMENT_BYTES, SLOT_BYTES } from './record-layout.js';

/** How a chunk lies in Redis, as this process knows it. */
interface ChunkPlace {
  /** Its last segment; -1 where there is no such chunk. */
  readonly last: number;
  /** Bytes of that one. */
  readonly bytes: number;
}

/** A chunk that nobody looked at is taken for one whose first segment has room. */
const UNKNOWN: ChunkPlace = { last: 0, bytes: 0 };
const MOST_KNOWN = 4096;
const MOST_LOOKS = 4;
/** What a script answers with that found its chunks otherwise than the caller knew them, and has written nothing. */
const LOOK_AGAIN = 3;
const CHUNK_LOST = 4;
const NEWER_FORMAT = 6;

/**
 * Tells which keys a script needs for its chunks, because a script may touch only what it declares. All that is known here
 * is checked by the script before it writes.
 */
export class ChunkPlaces {
  private readonly known = new Map<number, ChunkPlace>();

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
  ) {}

  /** The last segment, -1 where there is no such chunk. */
  lastOf(chunk: number): number {
    return this.of(chunk).last;
  }

  /** The segment that more records go into. */
  segmentFor(chunk: number): number {
    const { last, bytes } = this.of(chunk);
    return last >= 0 && bytes < SEGMENT_BYTES ? last : last + 1;
  }

  /** What is needed to add records; the segment before one that is begun proves that it is full. */
  keysToAppend(chunk: number): string[] {
    const segment = this.segmentFor(chunk);
    const its = [this.keys.summaries(chunk), this.keys.chunk(chunk, segment)];
    if (segment > 0 && segment > this.lastOf(chunk)) its.push(this.keys.chunk(chunk, segment - 1));
    return its;
  }

  /** Every segment, to read them all. */
  keysToRead(chunk: number): string[] {
    return Array.from({ length: this.lastOf(chunk) + 1 }, (_, segment) => this.keys.chunk(chunk, segment));
  }

  /**
   * So many bytes go to where `segmentFor` says. A chunk that was forgotten stays so: bytes on top of a guess would send
   * later batches to a segment that is full.
   */
  appended(chunk: number, bytes: number): void {
    const place = this.known.get(chunk);
    if (place === undefined || bytes === 0) return;
    const segment = this.segmentFor(chunk);
    // A segment that is begun has its format before its records.
    const before = segment === place.last ? place.bytes : SLOT_BYTES;
    this.known.set(chunk, { last: segment, bytes: before + bytes });
  }

  /** Whether more goes to the same segment, however many of these bytes are added to it. */
  hasRoom(chunk: number, bytes: number): boolean {
    const place = this.known.get(chunk);
    return place !== undefined && place.last >= 0 && place.bytes + bytes < SEGMENT_BYTES;
  }

  /** So many of the bytes that `appended` was told of were not added to this segment. */
  notAppended(chunk: number, segment: number, bytes: number): void {
    const place = this.known.get(chunk);
    if (place?.last === segment) this.known.set(chunk, { last: segment, bytes: place.bytes - bytes });
  }

  forget(): void {
    this.known.clear();
  }

  /** It was changed in place. */
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

  /** Sends what is about these chunks: at once, and again as often as the script finds them otherwise. */
  async withAll(chunks: readonly number[], send: () => Promise<number[]>): Promise<number[]> {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const answer = await this.checked(send);
      if (answer !== undefined) return answer;
      await this.look(chunks);
    }
    throw new Error('chunks keep changing: does another gateway write to the same Redis?');
  }

  /** The answer; nothing where the chunks have to be looked at. */
  async checked(send: () => Promise<number[]>): Promise<number[] | undefined> {
    try {
      const answer = await send();
      if (answer[0] === CHUNK_LOST) throw this.recordsGone(answer[1] ?? 0);
      if (answer[0] === NEWER_FORMAT) throw newerFormat(answer[1] ?? 0, answer[2] ?? 0);
      if (answer[0] !== 1) this.forget();
      return answer[0] === LOOK_AGAIN ? undefined : answer;
    } catch (error) {
      // Whether it was done is not known.
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
        `restore what was deleted, or let them go with ZREM ${chunks} ${chunk}`,
    );
  }
}
