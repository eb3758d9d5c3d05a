import { type BenchRedis, SLOW_MS } from './bench-redis.js';
import type { Row } from './row.js';

const SAME_AGAIN = 3;

/** Returns the row of slow scripts: Redis has no other work done while a script runs. */
export async function slowScripts(redis: BenchRedis): Promise<Row> {
  return {
    what: `scripts that took longer than ${SLOW_MS} ms`,
    unit: '',
    ours: { what: 'the store', repeats: [await redis.slowScripts()] },
    bar: { most: 0 },
  };
}

/**
 * Repeats the bench with Redis before all other programs, and returns the row of scripts that are still slow: the
 * others only waited for a core. Only the superuser may set that; for others there is no row.
 */
export async function slowScriptsFirstInLine(
  redis: BenchRedis,
  again: () => Promise<unknown>,
): Promise<Row[]> {
  if (!(await redis.goFirst())) return [];
  await redis.client.slowlog('RESET');
  for (let each = 0; each < SAME_AGAIN; each++) await again();
  return [
    {
      what: `of ${SAME_AGAIN} more, with Redis first in line for a core`,
      unit: '',
      ours: { what: 'the store', repeats: [await redis.slowScripts()] },
    },
  ];
}
