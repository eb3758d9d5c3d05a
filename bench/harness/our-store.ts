import {
  type Passing,
  RedisLeaseStore,
  type RedisPassingsRepository,
  type StoreConnections,
} from '#passings';
import { connectRedis, ReplicaWatch, untilReady } from '#redis';
import { batchesOf } from '../data/velodrome.js';
import { ConfirmedPassingsRepository } from '../../apps/gateway/src/platform/storage/confirmed-passings.repository.js';
import { Ledgers } from '../../apps/gateway/src/intake/ledger/ledgers.js';
import { BenchLeases } from './bench-leases.js';

const IN_BATCH = 500;
const LONGEST_WAIT_MS = 5000;

/** The store as in the gateway: every passing moves the ledger of its decoder. */
export class OurStore {
  private readonly connections: StoreConnections;
  private readonly replicas: ReplicaWatch;
  private readonly leases: BenchLeases;
  private ledgers: Ledgers;
  repository: RedisPassingsRepository;

  constructor(
    url: string,
    private readonly site = 'bench',
  ) {
    this.connections = {
      writer: connectRedis(url, { role: 'ingest', onChange: () => undefined }),
      reader: connectRedis(url, { role: 'requests' }),
    };
    this.replicas = new ReplicaWatch(this.connections.writer, `cl:{${site}}:storage-watch`);
    this.leases = new BenchLeases(new RedisLeaseStore(this.connections.writer, site));
    [this.repository, this.ledgers] = this.anew();
  }

  /** Waits for its connections. */
  async ready(): Promise<void> {
    await untilReady(this.connections.writer, LONGEST_WAIT_MS);
    await untilReady(this.connections.reader, LONGEST_WAIT_MS);
  }

  async store(batch: readonly Passing[]): Promise<unknown> {
    await this.leases.take(batch);
    return this.ledgers.store(batch);
  }

  /** Stores passings, one batch after the other. */
  async storeAll(passings: readonly Passing[]): Promise<void> {
    for (const batch of batchesOf(passings, IN_BATCH)) await this.store(batch);
  }

  /** Begins anew after the store was emptied. */
  begin(): void {
    [this.repository, this.ledgers] = this.anew();
  }

  close(): void {
    this.connections.writer.disconnect();
    this.connections.reader.disconnect();
  }

  private anew(): [RedisPassingsRepository, Ledgers] {
    const repository = new ConfirmedPassingsRepository(this.connections, this.site, this.replicas);
    this.leases.begin();
    return [repository, new Ledgers(repository, { nowUs: () => Date.now() * 1000 }, this.leases)];
  }
}
