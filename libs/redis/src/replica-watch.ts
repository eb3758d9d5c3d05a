import { Cluster, type Redis } from 'ioredis';
import { FollowingReplicas, readReplication } from './following-replicas.js';

/** A write went to a server that may no longer be the master: whether the new master has it is unknown. */
export class MasterChanged extends Error {
  override readonly name = 'MasterChanged';

  constructor() {
    super('Another server became the master meanwhile');
  }
}

/** State of replicas that have not confirmed in time. */
export interface Unconfirmed {
  readonly sinceMs: number;
  readonly required: number;
  readonly confirmed: number;
}

const UNTOLD = { isMaster: true, history: '', following: [] };
/** Replicas of a master nearby confirm within milliseconds. */
const WITHIN_MS = 300;

/**
 * Watches for one connection whether its writes outlive their master. Without replicas it only asks who is master, once
 * a second.
 */
export class ReplicaWatch {
  private readonly replicas: FollowingReplicas;
  private readonly listeners: (() => void)[] = [];
  private history = '';
  private isKnown = false;
  private missing: Unconfirmed | undefined;
  /** Replicas that follow by the master's last word, and those that did not confirm in time. */
  private following: readonly string[] = [];
  private inVain = '';

  /** `key` names the slot that is written to; it need not exist. */
  constructor(
    private readonly connection: Redis | Cluster,
    private readonly key: string,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    const mayFailOver = connection instanceof Cluster || connection.options.sentinels != null;
    this.replicas = new FollowingReplicas(mayFailOver);
    // The next master is unknown until it is asked.
    connection.on('close', () => {
      this.isKnown = false;
      this.note(0);
    });
  }

  /** Resolves to the history that is being written to: read before a write, and given to `confirmed` after it. */
  async mark(): Promise<string> {
    if (!this.isKnown) await this.look();
    return this.history;
  }

  /** Number of replicas that have to have a write: 0 where there are none. */
  get required(): number {
    return this.replicas.required(this.nowMs());
  }

  /** Undefined while every write is confirmed, or needs no confirmation. */
  get unconfirmed(): Unconfirmed | undefined {
    return this.missing;
  }

  /** Calls `listener` when another server became the master, or this one lost its history. */
  onOtherHistory(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Resolves to the number of replicas that the master demands before it takes a write; undefined where it does not tell. */
  async leastReplicas(): Promise<number | undefined> {
    const replies = await this.connection
      .pipeline()
      .exists(this.key)
      .call('CONFIG', 'GET', 'min-replicas-to-write')
      .exec();
    const [error, setting] = replies?.[1] ?? [];
    return error == null && Array.isArray(setting) ? Number(setting[1]) : undefined;
  }

  /** Asks for master and replicas; waits for replicas that have to confirm. */
  async look(): Promise<void> {
    await this.confirm(undefined, this.required);
  }

  /**
   * Resolves to whether each replica that may take over has all earlier writes; `mark` was read before the write.
   * Rejects with `MasterChanged` where the write went elsewhere. Replicas that do not confirm are not waited for here:
   * `look` does so, once a second, and the first write after others follow.
   */
  async confirmed(mark: string): Promise<boolean> {
    const { required } = this;
    if (required === 0) return true;
    return this.confirm(mark, this.missing === undefined ? required : 0);
  }

  /** Confirms as `confirmed`, for a caller that waits: asks again within the second. */
  async confirmedSoon(mark: string, tries = 3): Promise<boolean> {
    if (this.required === 0) return true;
    for (let attempt = 1; attempt <= tries; attempt++)
      if (await this.confirm(mark, Math.max(1, this.required))) return true;
    return false;
  }

  private async confirm(mark: string | undefined, wanted: number): Promise<boolean> {
    try {
      const isConfirmed = await this.ask(mark, wanted);
      if (isConfirmed || wanted >= this.required) return isConfirmed;
      // A replica that came since then was not waited for.
      const isWorthWaiting = mark === undefined || this.isFollowedAnew;
      return isWorthWaiting ? await this.ask(mark, this.required) : isConfirmed;
    } catch (error) {
      this.note(0);
      throw error;
    }
  }

  /** Whether enough replicas follow, other than those that did not confirm in time. */
  private get isFollowedAnew(): boolean {
    return this.following.length >= this.required && this.following.join() !== this.inVain;
  }

  private async ask(mark: string | undefined, wanted: number): Promise<boolean> {
    const asked = this.connection.pipeline().exists(this.key).info('replication');
    if (wanted > 0 || mark !== undefined) asked.wait(wanted, WITHIN_MS);
    const replies = (await asked.exec()) ?? [];
    // A user without the permission goes on without the answer: replicas are unknown then.
    for (const [error] of replies) if (error !== null && !error.message.startsWith('NOPERM')) throw error;
    const replication = replies[1]?.[0] == null ? readReplication(String(replies[1]?.[1])) : UNTOLD;
    const isOther = this.history !== '' && this.history !== replication.history;
    this.replicas.note(replication, this.nowMs());
    this.following = replication.following;
    this.history = replication.history;
    this.isKnown = replication.isMaster;
    this.note(replication.isMaster ? Number(replies[2]?.[1] ?? 0) : 0);
    if (this.missing === undefined) this.inVain = '';
    else if (wanted > 0) this.inVain = this.following.join();
    if (isOther) for (const tell of this.listeners) tell();
    if (!replication.isMaster) this.leaveReplica();
    if (mark !== undefined && mark !== replication.history) throw new MasterChanged();
    return this.missing === undefined;
  }

  private note(confirmed: number): void {
    const { required } = this;
    const isConfirmed = confirmed >= required;
    if (isConfirmed) this.missing = undefined;
    else this.missing = { sinceMs: this.missing?.sinceMs ?? Date.now(), required, confirmed };
  }

  /** Leaves a master that became a replica: it refuses writes, and reads would be stale, so its master is asked for anew. */
  private leaveReplica(): void {
    if (!(this.connection instanceof Cluster) && this.connection.status === 'ready')
      this.connection.disconnect(true);
  }
}
