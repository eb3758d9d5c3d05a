import type { PassingsRepository } from '#passings';
import type { ReadLoad } from '../long/read-load.js';

/** A read of stored passings. */
export interface Query<Asked, Found> {
  /** Reads and, for a page, writes the bytes to send: in this thread or in the one for long reads. */
  readonly read: (store: PassingsRepository, asked: Asked) => Promise<Found>;
  /** Whether the read may be long: then it runs in a thread of its own, so that storing passings need not wait for it. */
  readonly isLong: (asked: Asked) => boolean;
  /** Measures a long query; one without `load` does not wait in the line of the long reads. */
  readonly load?: (store: PassingsRepository, asked: Asked) => Promise<ReadLoad>;
}

/** States the types of a query where it is declared. */
export const query = <Asked, Found>(declared: Query<Asked, Found>): Query<Asked, Found> => declared;
