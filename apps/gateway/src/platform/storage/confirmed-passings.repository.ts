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

/** Waits after each batch until every replica that may take over has it; in vain, the outcome says `isUnconfirmed`. */
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
      // The batch went to a master that has been replaced: the new master may not have it.
      if (error instanceof MasterChanged) throw new LedgerMoved(error.message);
      throw error;
    }
  }
}
