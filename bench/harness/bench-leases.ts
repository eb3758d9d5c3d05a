import { LeaseClaim, LeaseStore, type Passing } from '#passings';
import { HeldLeases } from '../../apps/gateway/src/intake/lease/held-leases.js';

/** Takes the lease of each new decoder, as the gateway does before it reads one. */
export class BenchLeases extends HeldLeases {
  private claims = new Map<string, LeaseClaim>();

  constructor(private readonly store: LeaseStore) {
    super();
  }

  /** Begins anew after the store was emptied. */
  begin(): void {
    this.claims = new Map();
  }

  async take(batch: readonly Passing[]): Promise<void> {
    for (const decoderId of new Set(batch.map((passing) => passing.decoderId)))
      if (!this.claims.has(decoderId)) await this.claim(decoderId);
  }

  override tokenOf(decoderId: string): string | undefined {
    return this.claims.get(decoderId)?.token;
  }

  override look(): Promise<void> {
    return Promise.reject(new Error('nobody else stores while this is measured'));
  }

  override handBack(): void {
    throw new Error('nobody else stores while this is measured');
  }

  private async claim(decoderId: string): Promise<void> {
    const claim = new LeaseClaim({ gateway: 'bench', run: 'bench', address: 'bench' });
    const [text = ''] = await this.store.exchange(new Map([[decoderId, claim.plan(true, 0)]]), false);
    claim.saw(text, 0);
    this.claims.set(decoderId, claim);
  }
}
