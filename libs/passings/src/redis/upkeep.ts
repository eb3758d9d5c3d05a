import type { Cluster, Redis } from 'ioredis';
import type { ChunkPlaces } from './chunk-places.js';
import type { ChunkUpgrader } from './chunk-upgrader.js';
import type { DayDigester } from './day-digester.js';
import type { FeedUpkeep } from './feed/feed-upkeep.js';
import type { SiteKeys } from '#redis';
import { CHUNK_US } from './record-layout.js';

/** Work on stretches of time that are over, so that they take less memory and are read faster. */
export class Upkeep {
  /** Chunks that grew since they were last compacted. */
  private readonly grown = new Set<number>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly places: ChunkPlaces,
    private readonly digester: DayDigester,
    private readonly upgrader: ChunkUpgrader,
    private readonly feed: FeedUpkeep,
  ) {}

  /** Notes that a passing is stored into this chunk. */
  touch(chunk: number): void {
    this.grown.add(chunk);
    this.digester.touch(chunk);
  }

  /** Does the upkeep of everything before `timeUs`, one call after another. */
  before(timeUs: number): Promise<number> {
    const done = this.last.then(async () => {
      const compacted = await this.compactBefore(timeUs);
      await this.digester.digestBefore(timeUs);
      await this.upgrader.upgradeBefore(timeUs);
      await this.feed.tend();
      return compacted;
    });
    this.last = done.catch(() => undefined);
    return done;
  }

  private async compactBefore(timeUs: number): Promise<number> {
    const closed = [...this.grown].filter((chunk) => (chunk + 1) * CHUNK_US <= timeUs);
    for (const chunk of closed) {
      // Removed first: a passing that is stored meanwhile adds the chunk again.
      this.grown.delete(chunk);
      try {
        const last = Number(await this.redis.hget(this.keys.segments, String(chunk)));
        for (let segment = 0; segment <= last; segment++)
          await this.redis.compactSegment(this.keys.chunk(chunk, segment));
        // A segment of an earlier format is longer now.
        this.places.forgetChunk(chunk);
      } catch (error) {
        this.grown.add(chunk);
        throw error;
      }
    }
    return closed.length;
  }
}
