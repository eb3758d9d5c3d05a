import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';
import { connectionWords } from './connection-words.js';

const LOOK_PERIOD_MS = 1000;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;
/** Time in which nothing is stored; decoders keep their passings for much longer. */
const LONGEST_SAVE_MS = 60_000;
const SCHEDULED_LOOK_PERIOD_MS = 50;
const SCHEDULED = 'aof_rewrite_scheduled:1';

/**
 * Has a Redis rewrite its append-only file, once after each of its starts and once after its disk was full. Where a
 * power cut tore the end of that file within a script, Redis 7.0 leaves the torn half in it, and applies it at its
 * second next start; after a short write it leaves a hole, with which it does not start at all. A rewritten file has
 * neither, and is loaded many times faster. `failed` is called with the reason why it cannot be, in words for people.
 */
export function rewriteWhereDue(connection: Redis | Cluster, failed: (reason: string) => void): void {
  const minded = new WeakMap<Redis, MindedMaster>();
  let said = '';
  const look = (): void => {
    for (const master of mastersOf(connection)) {
      const mind = minded.get(master) ?? new MindedMaster(master);
      minded.set(master, mind);
      mind.look().catch((error: unknown) => {
        // A master that went away again is asked when it is back.
        const reason = connectionWords(error as Error);
        if (master.status !== 'ready' || reason === said) return;
        said = reason;
        failed(reason);
      });
    }
  };
  let timer: NodeJS.Timeout | undefined;
  connection.on('ready', () => {
    said = '';
    look();
    timer ??= setInterval(() => {
      if (connection.status === 'ready') look();
    }, LOOK_PERIOD_MS).unref();
  });
  connection.on('end', () => {
    clearInterval(timer);
    timer = undefined;
  });
}

/**
 * Begins to rewrite the append-only file of each server that has not done so since its start, and resolves once it goes on in
 * a new file. A torn half at the end of the former one is taken off at the next start then; a transaction behind it
 * in the same file would have it applied. A server that refuses is left as it is: `rewriteWhereDue` says so.
 */
export async function leaveTornFile(connection: Redis | Cluster): Promise<void> {
  await Promise.all(
    mastersOf(connection).map(async (master) => {
      try {
        const { isEnabled, isNever, isIdle } = fileStateOf(await master.info('persistence'));
        if (isEnabled && isNever && isIdle) await master.bgrewriteaof();
        await untilBegun(master);
      } catch (error) {
        if (master.status !== 'ready') throw error;
      }
    }),
  );
}

/** A rewrite is only scheduled while a snapshot is saved; the new file begins when that is done. */
async function untilBegun(master: Redis): Promise<void> {
  const untilMs = performance.now() + LONGEST_SAVE_MS;
  while (performance.now() < untilMs && (await master.info('persistence')).includes(SCHEDULED))
    await delay(SCHEDULED_LOOK_PERIOD_MS);
}

function mastersOf(connection: Redis | Cluster): Redis[] {
  return connection instanceof Cluster ? connection.nodes('master') : [connection];
}

/** Reads what `INFO persistence` tells of the append-only file. */
function fileStateOf(info: string) {
  return {
    isEnabled: info.includes('aof_enabled:1'),
    /** Whether it was not rewritten since the server started. */
    isNever: info.includes('aof_last_rewrite_time_sec:-1'),
    isIdle:
      info.includes('aof_rewrite_in_progress:0') &&
      !info.includes(SCHEDULED) &&
      // Unwritten commands would be in both files.
      info.includes('aof_last_write_status:ok'),
  };
}

class MindedMaster {
  private wasFull = false;
  private isLooking = false;
  private triedAtMs = -Infinity;
  private pauseMs = FIRST_PAUSE_MS;

  constructor(private readonly redis: Redis) {}

  async look(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      await this.rewriteIfDue(await this.redis.info('persistence'));
    } finally {
      this.isLooking = false;
    }
  }

  private async rewriteIfDue(info: string): Promise<void> {
    const { isEnabled, isNever, isIdle } = fileStateOf(info);
    if (!isEnabled) return;
    if (info.includes('aof_last_write_status:err')) this.wasFull = true;
    const hasFailed = !isNever && info.includes('aof_last_bgrewrite_status:err');
    const nowMs = performance.now();
    // Each failure leaves one more file, and may fill the disk for a moment.
    const isHeld = (hasFailed || isNever) && nowMs < this.triedAtMs + this.pauseMs;
    if (!isIdle || isHeld || !(isNever || hasFailed || this.wasFull)) return;
    this.pauseMs = hasFailed ? Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
    this.triedAtMs = nowMs;
    await this.redis.bgrewriteaof();
    this.wasFull = false;
  }
}
