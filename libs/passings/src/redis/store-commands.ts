import type { Cluster, Redis, Result } from 'ioredis';
import { COMPACT_SEGMENT } from './scripts/compact-segment.generated.js';
import { FORGET_CHUNK } from './scripts/forget-chunk.generated.js';
import { LOWER_HIGHEST } from './scripts/lower-highest.generated.js';
import { READ_LEDGER } from './scripts/read-ledger.generated.js';
import { REDATE_PASSINGS } from './scripts/redate-passings.generated.js';
import { REPLACE_CHUNK } from './scripts/replace-chunk.generated.js';
import { SET_DIGEST } from './scripts/set-digest.generated.js';
import { STORE_PASSINGS } from './scripts/store-passings.generated.js';

declare module 'ioredis' {
  interface RedisCommander<Context> {
    storePassings(keys: number, ...keysAndArguments: (string | Buffer)[]): Result<number[], Context>;
    redatePassings(keys: number, ...keysAndArguments: (string | Buffer)[]): Result<number[], Context>;
    compactSegment(key: string): Result<number, Context>;
    setDigest(key: string, day: number, word: string, digest: Buffer, seen: Buffer): Result<null, Context>;
    forgetChunk(keys: number, ...keysAndArguments: (string | number)[]): Result<number, Context>;
    replaceChunk(keys: number, ...keysAndArguments: (string | number | Buffer)[]): Result<number, Context>;
    readLedger(...keysAndFields: string[]): Result<[(string | null)[], string[]], Context>;
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
  redis.defineCommand('lowerHighest', { numberOfKeys: 3, lua: LOWER_HIGHEST });
}
