import { Inject, Injectable, Logger } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { RepeatedTask } from '../clock/repeated-task.js';
import { GatewayConfig } from '../config/gateway-config.js';
import { Replicas } from './replicas.js';
import { type StorageTrouble, storageTroubleOf, troubleSentences } from './storage-trouble.js';
import { StorageWatch } from './storage-watch.js';

export const WATCH_CONNECTION = Symbol('WATCH_CONNECTION');
const LOOK_PERIOD_MS = 1000;
const STOOD_STILL_MS = 2000;

/** Looks every second, whether or not anybody rides or asks. */
@Injectable()
export class RedisStorageWatch extends StorageWatch {
  private readonly log = new Logger('storage');
  private readonly looking = new RepeatedTask(() => this.look(), LOOK_PERIOD_MS);
  private readonly key: string;
  private reading: StorageTrouble | undefined = 'down';
  private writing: StorageTrouble | undefined = 'down';
  /** Why the connection does not open: what is asked on it learns only that it is not. */
  private opening: StorageTrouble | undefined;
  private told: StorageTrouble | undefined;

  constructor(
    @Inject(WATCH_CONNECTION) private readonly redis: StoreConnections['reader'],
    private readonly replicas: Replicas,
    { site }: GatewayConfig,
  ) {
    super();
    this.key = new SiteKeys(site).storageWatch;
    redis.on('error', (error: unknown) => {
      this.opening = storageTroubleOf(error);
    });
    redis.on('ready', () => {
      this.opening = undefined;
    });
  }

  /** Resolves when it has looked for the first time. */
  start(): Promise<void> {
    return this.looking.start();
  }

  stop(): void {
    this.looking.stop();
  }

  override readTrouble(): StorageTrouble | undefined {
    return this.reading;
  }

  override trouble(): StorageTrouble | undefined {
    return this.reading ?? this.writing;
  }

  override unconfirmed(): string | undefined {
    return this.replicas.unconfirmed();
  }

  /** What was seen here tells more: a connection that is not open cannot tell why. */
  override unreadable(trouble: StorageTrouble): void {
    this.reading ??= trouble;
  }

  /**
   * Not by PING, which Redis refuses where only writes are refused. Writing nothing at the begin of a key that is not
   * there is refused as any write would be, and leaves nothing, in the append-only file neither.
   */
  private async look(): Promise<void> {
    const [reading, writing] = await Promise.all([
      troubleOf(() => this.redis.exists(this.key)),
      troubleOf(() => this.redis.setrange(this.key, 0, '')),
    ]);
    this.reading = reading === 'down' ? (this.opening ?? reading) : reading;
    this.writing = writing;
    this.tell();
  }

  /** That it is not there is told by the connections themselves. */
  private tell(): void {
    const trouble = this.trouble();
    if (trouble === this.told) return;
    const before = this.told;
    this.told = trouble;
    if (trouble === undefined) {
      if (before !== 'down') this.log.log('the storage does its work again');
    } else if (trouble !== 'down') {
      this.log.warn(troubleSentences(trouble));
    }
  }
}

async function troubleOf(ask: () => Promise<unknown>): Promise<StorageTrouble | undefined> {
  const askedAtMs = performance.now();
  try {
    await ask();
    return undefined;
  } catch (error) {
    const trouble = storageTroubleOf(error) ?? 'unexpected';
    // No answer is waited for so long: this process stood still, and its timers were first. That tells nothing of Redis.
    const stoodStill = trouble === 'slow' && performance.now() - askedAtMs > STOOD_STILL_MS;
    return stoodStill ? troubleOf(ask) : trouble;
  }
}
