import type { Cluster, Redis } from 'ioredis';
import type { PassingPosition, TimeWindow } from '../ports/passings.repository.js';
import { readRecord, viewOf } from './chunk-record.js';
import { goesOn, RecentChunks } from './recent-chunks.js';
import { requireKnownFormat } from './segment-format.js';
import type { SiteKeys } from '#redis';
import {
  CHUNK_US,
  chunkOf,
  EXTENSION_MARK,
  FORMAT_BYTES,
  SEGMENT_BYTES,
  SLOT_BYTES,
} from './record-layout.js';

const { timeInChunkUs, transponder } = readRecord;
const FIRST_SEGMENT = { segment: 0, segmentAt: 0 };
const NO_RECORDS = Buffer.alloc(0);
const SEGMENTS_AT_ONCE = 4;
const FIRST_CHUNKS = 4;
const MOST_CHUNKS = 512;

export interface Chunk {
  readonly chunk: number;
  /** Packed records, as record-layout.ts says, in order of arrival. */
  readonly records: Buffer;
  /** View of the same bytes. */
  readonly view: DataView;
}

/** One record of a chunk: its byte offset, and its position in the order of all. */
export interface RecordRef {
  readonly at: number;
  readonly position: PassingPosition;
}

/** Reads chunks: those of a window, and their records. */
export class ChunkReader {
  private readonly recent = new RecentChunks();

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
  ) {}

  async chunksIn(window: TimeWindow, order: 'asc' | 'desc'): Promise<number[]> {
    const from = chunkOf(window.fromUs);
    const until = chunkOf(window.untilUs);
    const members =
      order === 'asc'
        ? await this.redis.zrangebyscore(this.keys.chunks, from, until)
        : await this.redis.zrevrangebyscore(this.keys.chunks, until, from);
    return members.map(Number);
  }

  /** Yields the same chunks, some at a time: few at first, because the newest hundred rows are usually in one or two. */
  async *inWindow(window: TimeWindow, order: 'asc' | 'desc'): AsyncGenerator<number[]> {
    let [from, until] = [chunkOf(window.fromUs), chunkOf(window.untilUs)];
    for (let most = FIRST_CHUNKS; from <= until; most = MOST_CHUNKS) {
      const [low, high] = [String(from), String(until)];
      const members =
        order === 'asc'
          ? await this.redis.zrangebyscore(this.keys.chunks, low, high, 'LIMIT', 0, most)
          : await this.redis.zrevrangebyscore(this.keys.chunks, high, low, 'LIMIT', 0, most);
      const chunks = members.map(Number);
      yield chunks;
      const last = chunks.at(-1);
      if (last === undefined || chunks.length < most) return;
      [from, until] = order === 'asc' ? [last + 1, until] : [from, last - 1];
    }
  }

  count({ fromUs, untilUs }: TimeWindow): Promise<number> {
    return this.redis.zcount(this.keys.chunks, chunkOf(fromUs), chunkOf(untilUs));
  }

  /** Returns the oldest chunk and the newest; undefined where there is none. */
  async ends(): Promise<{ readonly oldest: number; readonly newest: number } | undefined> {
    const [[oldest], [newest]] = await Promise.all([
      this.redis.zrange(this.keys.chunks, '0', '0'),
      this.redis.zrange(this.keys.chunks, '-1', '-1'),
    ]);
    if (oldest === undefined || newest === undefined) return undefined;
    return { oldest: Number(oldest), newest: Number(newest) };
  }

  /** Returns the number of segments of each chunk. */
  async segmentsOf(chunks: readonly number[]): Promise<number[]> {
    if (chunks.length === 0) return [];
    const last = await this.redis.hmget(this.keys.segments, ...chunks.map(String));
    return last.map((segment) => Number(segment) + 1);
  }

  read(chunks: readonly number[]): Promise<Chunk[]> {
    return Promise.all(chunks.map((chunk) => this.readOne(chunk)));
  }

  /** Reads a chunk, which only grows at its end, so that its segments belong together. */
  async readOne(chunk: number): Promise<Chunk> {
    const known = this.recent.get(chunk);
    let { segment, segmentAt } = known ?? FIRST_SEGMENT;
    const from = known === undefined ? 0 : known.records.length - SLOT_BYTES;
    const end = await this.redis.getrangeBuffer(this.keys.chunk(chunk, segment), from - segmentAt, -1);
    if (known !== undefined && !goesOn(known.records, end)) {
      // Redis has another chunk under this number than before.
      this.recent.forget();
      return this.readOne(chunk);
    }
    if (known === undefined) requireKnownFormat(chunk, end);
    const pieces = known === undefined ? [end] : [known.records.subarray(0, from), end];
    let length = from + end.length;
    const [first, firstBytes] = [segment, length - segmentAt];
    if (firstBytes >= SEGMENT_BYTES)
      for await (const next of this.segmentsAfter(chunk, segment)) {
        pieces.push(next);
        [segment, segmentAt, length] = [segment + 1, length, length + next.length];
      }
    if (length === known?.records.length) return chunkOver(chunk, known.records);
    const records = pieces.length === 1 ? end : Buffer.concat(pieces);
    // Where passings were dated anew meanwhile, each segment is longer than it was (redate-passings.lua).
    const isOfOneMoment =
      segment === first || (await this.redis.strlen(this.keys.chunk(chunk, first))) === firstBytes;
    if (isOfOneMoment) this.recent.keep(chunk, { records, segment, segmentAt }, from);
    return chunkOver(chunk, records);
  }

  /** Throws where the chunk is of a newer format, whose summaries are unknown as well. */
  async requireKnownFormat(chunk: number): Promise<void> {
    requireKnownFormat(chunk, await this.redis.getrangeBuffer(this.keys.chunk(chunk), 0, FORMAT_BYTES - 1));
  }

  /** Forgets recent chunks: Redis may be another one now, or set back to an older state. */
  forget(): void {
    this.recent.forget();
  }

  /** Reads some segments at a time: a burst of ten minutes can have hundreds, and other requests are answered meanwhile. */
  private async *segmentsAfter(chunk: number, segment: number): AsyncGenerator<Buffer> {
    const last = Number(await this.redis.hget(this.keys.segments, String(chunk)));
    for (let next = segment + 1; next <= last; next += SEGMENTS_AT_ONCE) {
      const some = Array.from({ length: Math.min(SEGMENTS_AT_ONCE, last - next + 1) }, (_, at) =>
        this.redis.getBuffer(this.keys.chunk(chunk, next + at)),
      );
      for (const records of await Promise.all(some)) {
        requireKnownFormat(chunk, records ?? NO_RECORDS);
        yield records ?? NO_RECORDS;
      }
    }
  }
}

function chunkOver(chunk: number, records: Buffer): Chunk {
  return { chunk, records, view: viewOf(records) };
}

/** Calls `take` with time and transponder of each record in the window, the values of a summary. */
export function eachIn(
  { chunk, view }: Chunk,
  window: TimeWindow,
  take: (timeUs: number, transponder: number) => void,
): void {
  const startUs = chunk * CHUNK_US;
  for (let at = 0; at + SLOT_BYTES <= view.byteLength; at += SLOT_BYTES) {
    const offsetUs = timeInChunkUs(view, at);
    if (offsetUs >= EXTENSION_MARK) continue;
    const timeUs = startUs + offsetUs;
    if (timeUs >= window.fromUs && timeUs <= window.untilUs) take(timeUs, transponder(view, at));
  }
}
