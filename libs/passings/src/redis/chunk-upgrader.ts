import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';
import type { ChunkPlaces } from './chunk-places.js';
import type { ChunkReader } from './chunk-reader.js';
import { CHUNK_US, chunkOf, FORMAT, FORMAT_BYTES } from './record-layout.js';
import { formatOf } from './segment-format.js';
import type { SiteKeys } from '#redis';

const LOOKED_AT_ONCE = 64;
/** Rest after a part of the work, as a multiple of its time: storing and queries come first. */
const REST = 3;
/** Longest time of one call: upkeep comes again each minute, and makes digests before this. */
const LONGEST_MS = 10_000;

/** Upgrades chunks of an earlier version to the present format, the oldest first, once for each run of the gateway. */
export class ChunkUpgrader {
  private next = 0;

  constructor(
    private readonly writer: Redis | Cluster,
    private readonly reader: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly chunks: ChunkReader,
    private readonly places: ChunkPlaces,
  ) {}

  /** Upgrades the chunks that ended before `timeUs`: all of them, or as many as there is time for. */
  async upgradeBefore(timeUs: number): Promise<void> {
    const endMs = performance.now() + LONGEST_MS;
    const window = { fromUs: this.next * CHUNK_US, untilUs: chunkOf(timeUs) * CHUNK_US - 1 };
    for await (const found of this.chunks.inWindow(window, 'asc'))
      for (let from = 0; from < found.length; from += LOOKED_AT_ONCE) {
        const beginMs = performance.now();
        if (beginMs > endMs) return;
        const some = found.slice(from, from + LOOKED_AT_ONCE);
        await this.upgrade(some);
        this.next = (some.at(-1) ?? this.next) + 1;
        await delay(REST * (performance.now() - beginMs), undefined, { ref: false });
      }
  }

  private async upgrade(chunks: readonly number[]): Promise<void> {
    const counts = await this.chunks.segmentsOf(chunks);
    const segments = chunks.flatMap((chunk, at) =>
      Array.from({ length: counts[at] ?? 1 }, (_, segment) => ({
        chunk,
        key: this.keys.chunk(chunk, segment),
      })),
    );
    const begins = await Promise.all(
      segments.map(({ key }) => this.reader.getrangeBuffer(key, 0, FORMAT_BYTES - 1)),
    );
    for (const [at, { chunk, key }] of segments.entries()) {
      const begin = begins[at];
      if (begin === undefined || begin.length === 0 || formatOf(begin) >= FORMAT) continue;
      await this.writer.compactSegment(key);
      this.places.forgetChunk(chunk);
    }
  }
}
