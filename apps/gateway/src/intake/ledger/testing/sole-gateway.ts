import { HeldLeases } from '../../lease/held-leases.js';

/** Nobody else is there: it is always this gateway's turn. */
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
