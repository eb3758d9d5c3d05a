import type { Cluster, Redis, Result } from 'ioredis';
import { COMPACT_SEGMENT } from './scripts/compact-segment.generated.js';
import { COVER_SLOTS } from './scripts/cover-slots.generated.js';
import { FORGET_CHUNK } from './scripts/forget-chunk.generated.js';
import { LOWER_HIGHEST } from './scripts/lower-highest.generated.js';
import { OPEN_FEED } from './scripts/open-feed.generated.js';
import { READ_FEED } from './scripts/read-feed.generated.js';
import { READ_LEDGER } from './scripts/read-ledger.generated.js';
import { REDATE_PASSINGS } from './scripts/redate-passings.generated.js';
import { REPLACE_CHUNK } from './scripts/replace-chunk.generated.js';
import { SET_DIGEST } from './scripts/set-digest.generated.js';
import { STORE_PASSINGS } from './scripts/store-passings.generated.js';
import { TRIM_FEED } from './scripts/trim-feed.generated.js';

/** Reply of readFeed: 1, history, lowest number that is kept, last run, closed runs, generations; or 8 alone. */
type FeedReply = readonly [
  isOpen: number,
  history: Buffer,
  oldest: number,
  head: Buffer,
  closed: Buffer,
  generations: Buffer,
];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    storePassings(keys: number, ...keysAndArguments: (string | Buffer)[]): Result<number[], Context>;
    redatePassings(keys: number, ...keysAndArguments: (string | Buffer)[]): Result<number[], Context>;
    compactSegment(key: string): Result<number, Context>;
    setDigest(key: string, day: number, word: string, digest: Buffer, seen: Buffer): Result<null, Context>;
    forgetChunk(keys: number, ...keysAndArguments: (string | number)[]): Result<number, Context>;
    replaceChunk(keys: number, ...keysAndArguments: (string | number | Buffer)[]): Result<number, Context>;
    readLedger(...keysAndFields: string[]): Result<[(string | null)[], string[]], Context>;
    openFeed(...keysAndArguments: (string | Buffer)[]): Result<number, Context>;
    coverSlots(keys: number, ...keysAndArguments: (string | Buffer)[]): Result<number[], Context>;
    readFeed(...keysAndArguments: (string | number)[]): Result<readonly [isOpen: number], Context>;
    readFeedBuffer(...keysAndArguments: (string | number)[]): Result<FeedReply, Context>;
    trimFeed(runs: string, chunks: string, most: number): Result<number, Context>;
    lowerHighest(...keysAndArguments: (string | number)[]): Result<null, Context>;
  }
}

/** Gives a client the scripts as commands; ioredis sends their SHA and, where Redis forgot it, their text. */
export function defineStoreCommands(redis: Redis | Cluster): void {
  redis.defineCommand('storePassings', { lua: STORE_PASSINGS });
  redis.defineCommand('redatePassings', { lua: REDATE_PASSINGS });
  redis.defineCommand('compactSegment', { numberOfKeys: 1, lua: COMPACT_SEGMENT });
  redis.defineCommand('setDigest', { numberOfKeys: 1, lua: SET_DIGEST });
  redis.defineCommand('forgetChunk', { lua: FORGET_CHUNK });
  redis.defineCommand('replaceChunk', { lua: REPLACE_CHUNK });
  redis.defineCommand('readLedger', { numberOfKeys: 2, lua: READ_LEDGER });
  redis.defineCommand('openFeed', { numberOfKeys: 3, lua: OPEN_FEED });
  redis.defineCommand('coverSlots', { lua: COVER_SLOTS });
  defineReadFeed(redis);
  redis.defineCommand('trimFeed', { numberOfKeys: 2, lua: TRIM_FEED });
  redis.defineCommand('lowerHighest', { numberOfKeys: 3, lua: LOWER_HIGHEST });
}

/** Gives a client the command that reads the feed alone. */
export function defineReadFeed(redis: Redis | Cluster): void {
  redis.defineCommand('readFeed', { numberOfKeys: 3, lua: READ_FEED });
}
