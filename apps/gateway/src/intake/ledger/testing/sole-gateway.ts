import { HeldLeases } from '../../lease/held-leases.js';

/** The only gateway of a site: it may always store. */
export class SoleGateway extends HeldLeases {
  override tokenOf(): string {
    return '1.sole';
  }

  override look(): Promise<void> {
    return Promise.resolve();
  }

  override handBack(): void {
    throw new Error('nobody takes a decoder from the only gateway');
  }
}
