import { join } from 'node:path';
import { findRedisServer, PrivateRedis } from '#redis';
import type { GatewayConfig } from '../config/gateway-config.js';

export interface ProvidedRedis {
  readonly url: string;
  stop(): Promise<void>;
}

export interface RedisSurroundings {
  /** The PATH on which a Redis server is looked for. */
  readonly path: string;
  /** Aborted when a private server is to end, whether it has started or not. */
  readonly ended: AbortSignal | undefined;
  /** Receives the progress of a private server, in words for people. */
  readonly onProgress: (message: string) => void;
  /** Receives warnings about the data of a private server. */
  readonly onWarning: (message: string) => void;
}

/** Returns the configured Redis, or a private one in the data directory that stops with this process. */
export async function provideRedis(
  { redisUrl, dataDir }: GatewayConfig,
  { path, ended, onProgress, onWarning }: RedisSurroundings,
): Promise<ProvidedRedis> {
  if (redisUrl !== undefined) return { url: redisUrl, stop: () => Promise.resolve() };
  const server = findRedisServer(path);
  if (server === undefined) {
    throw new Error(
      'there is no redis-server or valkey-server on the PATH: install one (apt-get install redis-server), or set REDIS_URL',
    );
  }
  const redis = new PrivateRedis({
    server,
    dataDir: join(dataDir, 'redis'),
    ...(ended && { ended }),
    onProgress,
    onWarning,
  });
  await redis.start();
  return { url: redis.url, stop: () => redis.stop() };
}
