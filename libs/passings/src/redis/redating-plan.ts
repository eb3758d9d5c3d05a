import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Cluster, Redis } from 'ioredis';
import type { Redating } from '../ports/passings.repository.js';
import type { SiteKeys } from '#redis';

const IN_PART = 1000;

/** Passings that are being dated anew, kept in Redis until that is done, so that a killed run leaves nothing half done. */
export class RedatingPlan {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
  ) {}

  /** Replaces the plan; all of it or nothing. */
  async keep(changes: readonly Redating[]): Promise<void> {
    const parts: Buffer[] = [];
    // Passings of one decoder are alike: packing leaves a tenth.
    for (let from = 0; from < changes.length; from += IN_PART)
      parts.push(deflateRawSync(JSON.stringify(changes.slice(from, from + IN_PART))));
    const done = this.redis.multi().del(this.keys.redatings);
    const answers = await (parts.length === 0 ? done : done.rpush(this.keys.redatings, ...parts)).exec();
    for (const [error] of answers ?? []) if (error !== null) throw error;
  }

  async read(): Promise<Redating[]> {
    const parts = await this.redis.lrangeBuffer(this.keys.redatings, 0, -1);
    return parts.flatMap((part) => JSON.parse(inflateRawSync(part).toString()) as Redating[]);
  }
}
