import type { PassingsRepository } from '#passings';
import type { ReadLoad } from '../long/read-load.js';

/** A read of what is stored. */
export interface Query<Asked, Found> {
  /** Reads it and, where it is a page, writes it as the bytes that are sent: in this thread or in the one for long reads. */
  readonly read: (store: PassingsRepository, asked: Asked) => Promise<Found>;
  /** Whether it may be long: then it is read in a thread of its own, so that passings need not wait for it. */
  readonly isLong: (asked: Asked) => boolean;
  /** Measures a long query; one without `load` does not wait in the line of the long reads. */
  readonly load?: (store: PassingsRepository, asked: Asked) => Promise<ReadLoad>;
}

/** States the types of a query where it is declared. */
export const query = <Asked, Found>(declared: Query<Asked, Found>): Query<Asked, Found> => declared;
