import type { Redis } from 'ioredis';
import type { WindowMs } from './export-client.js';

const CHUNK_MS = 600_000;
const AT_ONCE = 4;

/** Reads the keys that an export of the window reads, and does nothing with them; how many bytes they were. */
export async function readRaw(redis: Redis, { startMs, endMs }: WindowMs): Promise<number> {
  const ends = [startMs, endMs].map((ms) => Math.floor(ms / CHUNK_MS)) as [number, number];
  const chunks = await redis.zrangebyscore('cl:{main}:chunks', ...ends);
  let bytes = 0;
  for (let at = 0; at < chunks.length; at += AT_ONCE) {
    const pipeline = redis.pipeline();
    for (const chunk of chunks.slice(at, at + AT_ONCE)) pipeline.getBuffer(`cl:{main}:chunk:${chunk}`);
    for (const [, records] of (await pipeline.exec()) ?? []) bytes += (records as Buffer).length;
  }
  return bytes;
}
