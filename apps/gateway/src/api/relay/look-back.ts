import type { DecoderLedger } from '#passings';
import { NumberIndex } from './number-index.js';

/** The part of a kept passing by which the numbering that it belongs to is told. */
export interface KeptNumber {
  readonly number: number;
  readonly timeUs: number;
  readonly receivedAtMs: number;
}

/**
 * Gathers the numbers of a decoder's present numbering from its passings, newest first. The numbering before it is told
 * by a number that came already, that the ledger lacks, or that is outside of what it counts.
 */
export class LookBack {
  readonly index: NumberIndex;

  constructor(
    private readonly ledger: DecoderLedger,
    /** Moment when the ledger was read: higher numbers received since then are younger than it. */
    private readonly readAtMs: number,
  ) {
    this.index = new NumberIndex(ledger.highest);
  }

  /** Returns whether to look further back. */
  take({ number, timeUs, receivedAtMs }: KeptNumber): boolean {
    const { firstNumber, highest, missing } = this.ledger;
    if (number > highest && receivedAtMs >= this.readAtMs) return true;
    if (number < firstNumber || number > highest) return false;
    const hole = missing.rangeWith(number);
    // A number in a joined hole may be kept.
    if (hole !== undefined && hole.settled === undefined) return false;
    return this.index.add(number, timeUs);
  }
}
