import { type BenchRedis, SLOW_MS } from './bench-redis.js';
import type { Row } from './row.js';

const SAME_AGAIN = 3;

/** While a script runs Redis does nothing else: none may take long. */
export async function slowScripts(redis: BenchRedis): Promise<Row> {
  return {
    what: `scripts that took longer than ${SLOW_MS} ms`,
    unit: '',
    ours: { what: 'the store', repeats: [await redis.slowScripts()] },
    bar: { most: 0 },
  };
}

/**
 * The same again where the system lets Redis go before all other programs: how many of the slow ones only waited for a
 * core. Only the superuser may ask for that; for others there is no row.
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
