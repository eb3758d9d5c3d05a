import { type BenchRedis, SLOW_MS } from './bench-redis.js';
import type { Row } from './row.js';

const REPEATS = 20;
const STRING_BYTES = 512 * 1024;

/**
 * While a script runs Redis does nothing else: none may take long. Beside it what it takes here to get memory for a chunk
 * that doubles, without any script.
 */
export async function slowScripts(redis: BenchRedis): Promise<Row[]> {
  const slow = await redis.slowScripts();
  return [
    {
      what: `scripts that took longer than ${SLOW_MS} ms`,
      unit: '',
      ours: { what: 'the store', repeats: [slow] },
      bar: { most: 0 },
    },
    {
      what: 'a new string of 512 KB, no script',
      unit: 'ms',
      ours: { what: 'Redis', repeats: await newStrings(redis) },
    },
  ];
}

async function newStrings({ client }: BenchRedis): Promise<number[]> {
  const tookMs: number[] = [];
  for (let each = 0; each < REPEATS; each++) {
    const beginMs = performance.now();
    await client.setrange(`new:${each}`, STRING_BYTES - 1, 'x');
    tookMs.push(performance.now() - beginMs);
  }
  return tookMs;
}
