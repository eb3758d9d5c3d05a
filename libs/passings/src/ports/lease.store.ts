import type { LeaseMove } from '../lease/lease-claim.js';

/** Keeps which gateway reads which decoder, for all gateways of a site. */
export abstract class LeaseStore {
  /**
   * Makes the moves, all in one step, and gives the text of each lease afterwards, in their order; '' where there is none.
   * `isStandingBy`: this gateway waits for another one, which from now on has to show that it lives.
   */
  abstract exchange(moves: ReadonlyMap<string, LeaseMove>, isStandingBy: boolean): Promise<readonly string[]>;
}

/** Of a decoder whose passings are stored: the token of the gateway that may. */
export interface LeaseProof {
  readonly decoderId: string;
  readonly token: string;
}

/** Another gateway reads the decoder now: nothing was stored. */
export class LeaseLost extends Error {}
