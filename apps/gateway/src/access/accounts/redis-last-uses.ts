import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { Clock } from '../../platform/clock/clock.js';
import { RepeatedTask } from '../../platform/clock/repeated-task.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { failureWords } from '../../platform/storage/storage-trouble.js';
import { STORE_CONNECTIONS } from '../../platform/storage/storage.module.js';
import { LastUses, type UsedKind, type UsedThing } from './last-uses.js';

const PERIOD_MS = 60_000;

/** A hash: kind:id -> milliseconds. Uses are written together, once a minute and at the end. */
@Injectable()
export class RedisLastUses extends LastUses implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('accounts');
  private readonly key: string;
  /** Uses that were noted in this run. */
  private readonly known = new Map<string, number>();
  private readonly unwritten = new Set<string>();
  private readonly writing = new RepeatedTask(() => this.write(), PERIOD_MS);

  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    private readonly clock: Clock,
    { site }: GatewayConfig,
  ) {
    super();
    this.key = new SiteKeys(site).lastUses;
  }

  onApplicationBootstrap(): void {
    void this.writing.start();
  }

  /** Writes the last uses while the connection is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    this.writing.stop();
    await this.write();
  }

  override note(kind: UsedKind, id: string): void {
    const name = nameOf(kind, id);
    this.known.set(name, this.clock.nowMs());
    this.unwritten.add(name);
  }

  /** Leaves out uses before a record was made: a device registered anew under an old id was not used by them. */
  override async times(kind: UsedKind, things: readonly UsedThing[]): Promise<ReadonlyMap<string, number>> {
    if (things.length === 0) return new Map();
    const names = things.map(({ id }) => nameOf(kind, id));
    const written = await this.redis.reader.hmget(this.key, ...names);
    const found = things.map(({ id, createdAtMs }, at): [string, number, number] => {
      const usedAtMs = Math.max(Number(written[at] ?? -1), this.known.get(names[at] ?? '') ?? -1);
      return [id, usedAtMs, createdAtMs];
    });
    const used = found.filter(([, usedAtMs, createdAtMs]) => usedAtMs >= createdAtMs);
    return new Map(used.map(([id, usedAtMs]) => [id, usedAtMs]));
  }

  private async write(): Promise<void> {
    const names = [...this.unwritten];
    if (names.length === 0) return;
    this.unwritten.clear();
    try {
      await this.redis.reader.hset(this.key, new Map(names.map((name) => [name, this.known.get(name) ?? 0])));
    } catch (error) {
      for (const name of names) this.unwritten.add(name);
      this.log.debug(`last_used_at and last_login_at are written later: ${failureWords(error)}`);
    }
  }
}

const nameOf = (kind: UsedKind, id: string): string => `${kind}:${id}`;
