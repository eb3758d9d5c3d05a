import { join } from 'node:path';
import { findRedisServer, PrivateRedis } from '#redis';
import type { GatewayConfig } from '../config/gateway-config.js';

export interface ProvidedRedis {
  readonly url: string;
  stop(): Promise<void>;
}

export interface RedisSurroundings {
  /** The PATH, to find a Redis server on. */
  readonly path: string;
  /** Aborted when a private one is to end, be it started or not. */
  readonly ended: AbortSignal | undefined;
  /** Told in words for people what happens to a private one. */
  readonly onProgress: (message: string) => void;
  /** And what somebody should know of its data. */
  readonly onWarning: (message: string) => void;
}

/** The configured Redis, or a private one in the data directory that stops with us. */
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
