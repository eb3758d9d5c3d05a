import { type BenchRedis, SLOW_MS } from './bench-redis.js';
import type { Row } from './row.js';

/** While a script runs Redis does nothing else: none may take long. */
export async function slowScripts(redis: BenchRedis): Promise<Row> {
  return {
    what: `scripts that took longer than ${SLOW_MS} ms`,
    unit: '',
    ours: { what: 'the store', repeats: [await redis.slowScripts()] },
    bar: { most: 0 },
  };
}
