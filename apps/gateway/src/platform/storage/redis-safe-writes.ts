import type { Cluster, Redis } from 'ioredis';
import type { ReplicaWatch } from '#redis';
import { SafeWrites } from './safe-writes.js';
import { storageTroubleOf, UnconfirmedWrite, wasNotSent } from './storage-trouble.js';

export class RedisSafeWrites extends SafeWrites {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly replicas: ReplicaWatch,
  ) {
    super();
  }

  override async write<Reply>(change: (redis: Redis | Cluster) => Promise<Reply>): Promise<Reply> {
    const mark = await this.replicas.mark();
    const reply = await change(this.redis).catch((error: unknown) => {
      const trouble = storageTroubleOf(error);
      if (trouble === undefined || wasNotSent(error)) throw error;
      throw new UnconfirmedWrite(trouble);
    });
    if (await this.isConfirmed(mark)) return reply;
    throw new UnconfirmedWrite('servers_missing');
  }

  override read<Reply>(question: (redis: Redis | Cluster) => Promise<Reply>): Promise<Reply> {
    return question(this.redis);
  }

  private async isConfirmed(mark: string): Promise<boolean> {
    try {
      return await this.replicas.confirmedSoon(mark);
    } catch (error) {
      throw new UnconfirmedWrite(storageTroubleOf(error) ?? 'servers_missing');
    }
  }
}
