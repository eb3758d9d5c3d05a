import { Cluster, type Redis } from 'ioredis';
import { connectionWords } from './connection-words.js';

/**
 * Has a Redis that was started write its append-only file anew, once. Where a power cut tore the end of that file within
 * a script, Redis 7.0 leaves the torn half in it, and applies it at its second next start; a rewritten file has no torn
 * half, and is loaded many times faster. `failed` is told why it cannot be, in words for people.
 */
export function rewriteAfterStart(connection: Redis | Cluster, failed: (reason: string) => void): void {
  connection.on('ready', () => {
    const masters = connection instanceof Cluster ? connection.nodes('master') : [connection];
    for (const master of masters) {
      rewriteOnce(master).catch((error: unknown) => {
        // One that went away again is asked when it is back.
        if (master.status === 'ready') failed(connectionWords(error as Error));
      });
    }
  });
}

async function rewriteOnce(redis: Redis): Promise<void> {
  const info = await redis.info('persistence');
  const isDue =
    info.includes('aof_enabled:1') &&
    info.includes('aof_last_rewrite_time_sec:-1') &&
    info.includes('aof_rewrite_in_progress:0') &&
    info.includes('aof_rewrite_scheduled:0');
  if (isDue) await redis.bgrewriteaof();
}
