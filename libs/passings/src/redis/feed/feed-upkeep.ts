import type { Cluster, Redis } from 'ioredis';
import type { SiteKeys } from '#redis';
import type { FeedCoverage } from './feed-coverage.js';
import type { FeedOpener } from './feed-opener.js';
import { newestOf, readGenerations } from './feed-generations.js';

/** Upkeep of the feed: once for each generation, every slot gets its place; runs of dropped chunks go. */
export class FeedUpkeep {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly coverage: FeedCoverage,
    private readonly opener: FeedOpener,
  ) {}

  async tend(): Promise<void> {
    await this.opener.open();
    const told = await this.redis.get(this.keys.feedGenerations);
    if (told === null) return;
    await this.coverage.cover(newestOf(readGenerations(told)).id);
    await this.coverage.trim();
  }
}
