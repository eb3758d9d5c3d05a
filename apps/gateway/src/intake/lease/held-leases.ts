import type { Passing } from '#passings';

/** The decoders whose passings this gateway may store at present. */
export abstract class HeldLeases {
  /** Returns the token to show to the store; undefined where another gateway reads the decoder, or none is known to yet. */
  abstract tokenOf(decoderId: string): string | undefined;
  /** Reads the leases as they are now. */
  abstract look(): Promise<void>;
  /** Hands over passings that were not stored, of decoders that another gateway reads now. */
  abstract handBack(passings: readonly Passing[]): void;
}
