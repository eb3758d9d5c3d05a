import {
  type LeaseProof,
  type LedgerChange,
  LedgerMoved,
  type Passing,
  RedisPassingsRepository,
  type StoreConnections,
  type StoreOutcome,
} from '#passings';
import { MasterChanged, type ReplicaWatch } from '#redis';

/** A batch counts when every replica that may take over has it, or when they were waited for in vain, which is told. */
export class ConfirmedPassingsRepository extends RedisPassingsRepository {
  constructor(
    connections: StoreConnections,
    site: string,
    private readonly replicas: ReplicaWatch,
  ) {
    super(connections, site);
  }

  override async store(
    batch: readonly Passing[],
    ledgers?: readonly LedgerChange[],
    leases?: readonly LeaseProof[],
  ): Promise<StoreOutcome> {
    const mark = await this.replicas.mark();
    const outcome = await super.store(batch, ledgers, leases);
    try {
      return (await this.replicas.confirmed(mark)) ? outcome : { ...outcome, isUnconfirmed: true };
    } catch (error) {
      // It went to a master that is none any more: the new one may not have it.
      if (error instanceof MasterChanged) throw new LedgerMoved(error.message);
      throw error;
    }
  }
}
