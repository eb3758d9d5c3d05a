import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRedis } from './prepare/programs.mjs';

/** Gives tests a Redis of their own and an empty folder, and removes both afterwards. */
export async function withTestRedis(use) {
  delete process.env.REDIS_URL; // a Redis of the user must not be stopped or killed by tests
  await ensureRedis();
  const { findRedisServer, PrivateRedis } = await import('../dist/libs/redis/src/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'coachlink-test-'));
  const redis = new PrivateRedis({
    server: findRedisServer(process.env.PATH ?? ''),
    dataDir: join(folder, 'redis'),
    onProgress: (message) => process.stderr.write(`coachlink: ${message}\n`),
  });
  try {
    await redis.start();
    await use(redis.url, folder);
  } finally {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
