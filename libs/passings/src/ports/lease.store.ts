import type { LeaseMove } from '../lease/lease-claim.js';

/** Keeps the lease of each decoder, for all gateways of a site. */
export abstract class LeaseStore {
  /**
   * Makes the moves in one step, and resolves to the text of each lease afterwards, in their order; '' for no lease.
   * `isStandingBy`: this gateway waits for another one, which from now on has to show that it lives.
   */
  abstract exchange(moves: ReadonlyMap<string, LeaseMove>, isStandingBy: boolean): Promise<readonly string[]>;
}

/** Token of the gateway that may store the passings of a decoder. */
export interface LeaseProof {
  readonly decoderId: string;
  readonly token: string;
}

/** Another gateway reads the decoder now: the store is unchanged. */
export class LeaseLost extends Error {}
