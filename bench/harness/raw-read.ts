import type { Redis } from 'ioredis';
import type { WindowMs } from './export-client.js';

const CHUNK_MS = 600_000;
const PATTERN = 'cl:{main}:chunk:*';

/**
 * Reads the keys of an export of the window, as `redis-cli --scan` and one GET after another would, and drops them;
 * resolves to their size in bytes.
 */
export async function readRaw(redis: Redis, { startMs, endMs }: WindowMs): Promise<number> {
  let bytes = 0;
  for (let cursor = '0', isFirst = true; isFirst || cursor !== '0'; isFirst = false) {
    const [next, keys] = await redis.scan(cursor, 'MATCH', PATTERN);
    for (const key of keys) {
      const beginMs = Number(key.slice(PATTERN.length - 1).split(':', 1)[0]) * CHUNK_MS;
      if (beginMs + CHUNK_MS <= startMs || beginMs > endMs) continue;
      bytes += (await redis.getBuffer(key))?.length ?? 0;
    }
    cursor = next;
  }
  return bytes;
}
