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

/** Looks at the storage every second, whether or not anybody rides or asks. */
@Injectable()
export class RedisStorageWatch extends StorageWatch {
  private readonly log = new Logger('storage');
  private readonly looking = new RepeatedTask(() => this.look(), LOOK_PERIOD_MS);
  private readonly key: string;
  private reading: StorageTrouble | undefined = 'down';
  private writing: StorageTrouble | undefined = 'down';
  /** Reason why the connection does not open: a command on it learns only that it is closed. */
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

  /** Resolves after the first look. */
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

  /** Keeps a trouble that `look` saw: its reason is better than that of a command on a closed connection. */
  override unreadable(trouble: StorageTrouble): void {
    this.reading ??= trouble;
  }

  /**
   * Reads and writes instead of PING, which Redis refuses where only writes are refused. Writing an empty text at the start of
   * a missing key is refused as any write would be, and leaves no trace, not even in the append-only file.
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

  /** Logs a change of the trouble. Being `down` is logged by the connections themselves. */
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
    // The client gives up sooner than `STOOD_STILL_MS`: this process stood still, and its timers fired before the reply was read.
    const stoodStill = trouble === 'slow' && performance.now() - askedAtMs > STOOD_STILL_MS;
    return stoodStill ? troubleOf(ask) : trouble;
  }
}
