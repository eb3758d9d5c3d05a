import type { Redis } from 'ioredis';
import type { Passing } from '#passings';

/**
 * What most people write: each passing as JSON in a sorted set by time, once more in one of its transponder, a batch by
 * one script. A repeat is the same member, so that it is dropped too.
 */
const STORE = `
for at = 1, #ARGV, 3 do
  local score, transponder, member = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  redis.call('ZADD', KEYS[1], score, member)
  redis.call('ZADD', KEYS[1] .. ':' .. transponder, score, member)
  redis.call('ZADD', KEYS[1] .. ':seen', 'GT', score, transponder)
end
return #ARGV / 3
`;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    storeSorted(key: string, ...values: (string | number)[]): import('ioredis').Result<number, Context>;
  }
}

export class SortedSets {
  constructor(
    private readonly redis: Redis,
    readonly key = 'passings',
  ) {
    redis.defineCommand('storeSorted', { numberOfKeys: 1, lua: STORE });
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
