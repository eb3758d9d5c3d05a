import type { Cluster, Redis, Result } from 'ioredis';
import {
  COMPACT_SCRIPT,
  DIGEST_SCRIPT,
  FORGET_SCRIPT,
  LOWER_SCRIPT,
  READ_LEDGER_SCRIPT,
  REPLACE_SCRIPT,
} from './chunk-scripts.js';
import { REDATE_SCRIPT } from './redate-script.js';
import { STORE_SCRIPT } from './store-script.js';

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
  redis.defineCommand('storePassings', { lua: STORE_SCRIPT });
  redis.defineCommand('redatePassings', { lua: REDATE_SCRIPT });
  redis.defineCommand('compactSegment', { numberOfKeys: 1, lua: COMPACT_SCRIPT });
  redis.defineCommand('setDigest', { numberOfKeys: 1, lua: DIGEST_SCRIPT });
  redis.defineCommand('forgetChunk', { lua: FORGET_SCRIPT });
  redis.defineCommand('replaceChunk', { lua: REPLACE_SCRIPT });
  redis.defineCommand('readLedger', { numberOfKeys: 2, lua: READ_LEDGER_SCRIPT });
  redis.defineCommand('lowerHighest', { numberOfKeys: 3, lua: LOWER_SCRIPT });
}
