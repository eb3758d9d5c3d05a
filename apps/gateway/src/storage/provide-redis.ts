import { join } from 'node:path';
import { findRedisServer, PrivateRedis } from '#redis';
import type { GatewayConfig } from '../config/gateway-config.js';

export interface ProvidedRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/** The configured Redis, or a private one in the data directory that stops with us. */
export async function provideRedis(
  { redisUrl, dataDir }: GatewayConfig,
  path: string,
  onProgress: (message: string) => void,
): Promise<ProvidedRedis> {
  if (redisUrl !== undefined) return { url: redisUrl, stop: () => Promise.resolve() };
  const server = findRedisServer(path);
  if (server === undefined) {
    throw new Error(
      'there is no redis-server or valkey-server on the PATH: install one (apt-get install redis-server), or set REDIS_URL',
    );
  }
  const redis = new PrivateRedis({ server, dataDir: join(dataDir, 'redis'), onProgress });
  await redis.start();
  return { url: redis.url, stop: () => redis.stop() };
}
