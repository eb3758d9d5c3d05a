/** Role, history and replicas of a server by its own word (INFO replication). */
export interface Replication {
  readonly isMaster: boolean;
  /**
   * Id of the history, another one after each promotion: two servers of one history have the same writes, up to their
   * offsets.
   */
  readonly history: string;
  /** Replicas that follow at the moment. */
  readonly following: readonly string[];
}

export function readReplication(info: string): Replication {
  const following = info.matchAll(/^slave\d+:ip=([^,]*),port=(\d+),state=online/gm);
  return {
    isMaster: /^role:master/m.test(info),
    history: /^master_replid:(\w+)/m.exec(info)?.[1] ?? '',
    following: Array.from(following, ([, host, port]) => `${host ?? ''}:${port ?? ''}`),
  };
}

/** Longer than a failover takes: a replica that is gone for less may be the new master. */
const REMEMBERED_MS = 10_000;

/**
 * Counts the replicas that have to confirm a write so that it outlives a failover: each one that followed of late,
 * because any of them may be promoted. A promoted one leaves its old master at once, and is still counted here: later
 * writes to the old master are not confirmed, however many others follow it.
 */
export class FollowingReplicas {
  private history = '';
  private readonly seenAtMs = new Map<string, number>();
  private hasFollowed = false;

  /** `mayFailOver`: another server may take over unseen, so that a master that lost all its replicas is no proof. */
  constructor(private readonly mayFailOver: boolean) {}

  note({ history, following }: Replication, nowMs: number): void {
    if (history !== this.history) this.seenAtMs.clear();
    this.history = history;
    for (const replica of following) this.seenAtMs.set(replica, nowMs);
    this.hasFollowed ||= following.length > 0;
  }

  required(nowMs: number): number {
    for (const [replica, seenAtMs] of this.seenAtMs)
      if (nowMs - seenAtMs > REMEMBERED_MS) this.seenAtMs.delete(replica);
    return Math.max(this.seenAtMs.size, this.mayFailOver && this.hasFollowed ? 1 : 0);
  }
}
