import type { Redis } from 'ioredis';
import type { Passing } from '#passings';
import { STORE_SORTED } from './store-sorted.generated.js';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    storeSorted(key: string, ...values: (string | number)[]): import('ioredis').Result<number, Context>;
  }
}

/** The usual way to keep passings (store-sorted.lua), a batch by one script. */
export class SortedSets {
  constructor(
    private readonly redis: Redis,
    readonly key = 'passings',
  ) {
    redis.defineCommand('storeSorted', { numberOfKeys: 1, lua: STORE_SORTED });
  }

  async store(batch: readonly Passing[]): Promise<void> {
    const values = batch.flatMap((passing) => [
      passing.timeUs,
      passing.transponderId ?? '',
      JSON.stringify(passing),
    ]);
    await this.redis.storeSorted(this.key, ...values);
  }
}
