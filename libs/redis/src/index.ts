export { writeDurably } from './append-only/durable-file.js';
export { connectRedis, type ConnectionRole, type ConnectOptions, untilReady } from './connect-redis.js';
export { connectionWords } from './connection-words.js';
export { findRedisServer } from './find-redis-server.js';
export { PrivateRedis, type PrivateRedisOptions } from './private-redis.js';
export { leaveTornFile, rewriteWhereDue } from './rewrite-where-due.js';
export { parseRedisUrl, type RedisAddress } from './redis-url.js';
export { type DictionaryName, seenField, SiteKeys } from './site-keys.js';
export { MasterChanged, ReplicaWatch, type Unconfirmed } from './replica-watch.js';
