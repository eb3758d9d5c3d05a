import type { Cluster, Redis } from 'ioredis';
import type { TimeWindow } from '../ports/passings.repository.js';
import { CHUNK_US } from './chunk-record.js';
import { type ChunkReader, recordsIn } from './chunk-reader.js';
import type { SiteKeys } from './site-keys.js';

/** A transponder's passings within one chunk. */
export interface Summary {
  readonly transponder: number;
  readonly chunk: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly count: number;
}

const CHUNKS_AT_ONCE = 256;

/** Reads what each transponder did in a window without reading its passings, but for the chunks at its edges. */
export class SummaryReader {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly chunks: ChunkReader,
  ) {}

  /** Those of the chunks, in the same order, in which the transponder was seen. */
  async chunksWith(chunks: readonly number[], transponder: number): Promise<number[]> {
    const seen = await Promise.all(
      chunks.map((chunk) => this.redis.hexists(this.keys.summaries(chunk), String(transponder))),
    );
    return chunks.filter((_, index) => seen[index] === 1);
  }

  /** Exact summaries of the window, chunk by chunk in order of time. */
  async *inWindow(window: TimeWindow, transponder?: number): AsyncGenerator<Summary[]> {
    const chunks = await this.chunks.chunksIn(window, 'asc');
    for (let from = 0; from < chunks.length; from += CHUNKS_AT_ONCE) {
      const part = chunks.slice(from, from + CHUNKS_AT_ONCE);
      yield* await Promise.all(
        part.map((chunk) =>
          isWhole(chunk, window)
            ? this.ofChunk(chunk, transponder)
            : this.ofRecords(chunk, window, transponder),
        ),
      );
    }
  }

  /** When a transponder was seen within one chunk, in order. */
  async timesUs(chunk: number, transponder: number, window: TimeWindow): Promise<number[]> {
    const [records] = await this.chunks.read([chunk]);
    if (records === undefined) return [];
    return recordsIn(records, window, (_, of) => of === transponder)
      .map(({ position }) => position.timeUs)
      .sort((a, b) => a - b);
  }

  private async ofChunk(chunk: number, transponder: number | undefined): Promise<Summary[]> {
    const key = this.keys.summaries(chunk);
    const packed =
      transponder === undefined
        ? await this.redis.hvalsBuffer(key)
        : [await this.redis.hgetBuffer(key, String(transponder))];
    return packed
      .filter((value) => value !== null)
      .map((value) => ({
        transponder: value.readUInt32LE(0),
        chunk,
        firstUs: chunk * CHUNK_US + value.readUInt32LE(4),
        lastUs: chunk * CHUNK_US + value.readUInt32LE(8),
        count: value.readUInt32LE(12),
      }));
  }

  private async ofRecords(
    chunk: number,
    window: TimeWindow,
    transponder: number | undefined,
  ): Promise<Summary[]> {
    const [records] = await this.chunks.read([chunk]);
    if (records === undefined) return [];
    const found = new Map<number, { firstUs: number; lastUs: number; count: number }>();
    const wanted = (_: number, of: number): boolean =>
      of !== 0 && (transponder === undefined || of === transponder);
    for (const { position } of recordsIn(records, window, wanted)) {
      const mine = found.get(position.transponder);
      if (mine === undefined) {
        found.set(position.transponder, { firstUs: position.timeUs, lastUs: position.timeUs, count: 1 });
      } else {
        mine.firstUs = Math.min(mine.firstUs, position.timeUs);
        mine.lastUs = Math.max(mine.lastUs, position.timeUs);
        mine.count++;
      }
    }
    return Array.from(found, ([number, seen]) => ({ transponder: number, chunk, ...seen }));
  }
}

function isWhole(chunk: number, window: TimeWindow): boolean {
  return chunk * CHUNK_US >= window.fromUs && (chunk + 1) * CHUNK_US - 1 <= window.untilUs;
}
