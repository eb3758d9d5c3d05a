import type { Passing } from '#passings';

/** Of which decoders it is this gateway's turn to store passings. */
export abstract class HeldLeases {
  /** What the store is shown; undefined where another gateway reads the decoder, or nobody knows yet. */
  abstract tokenOf(decoderId: string): string | undefined;
  /** Looks whose turn it is now. */
  abstract look(): Promise<void>;
  /** Passings of decoders that another gateway reads now, which were not stored. */
  abstract handBack(passings: readonly Passing[]): void;
}
