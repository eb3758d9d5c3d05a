import type { PassingsReading } from '#passings';
import { canonical, continuedPassings } from './continuation.js';
import type { PassingsCriteria } from './passings.criteria.js';
import type { PassingsCursor } from './cursor.js';
import { inMicroseconds, windowOf } from './window.js';

/** Criteria with their window settled: that of the cursor, or the one that the criteria name. */
export type AskedPassings = Omit<PassingsCursor, 'after'> & Partial<PassingsCursor>;

export interface AskedPage extends AskedPassings {
  readonly limit: number;
}

export function askedFor(criteria: PassingsCriteria, nowMs: number): AskedPassings {
  if (criteria.cursor !== undefined) return continuedPassings(criteria.cursor, criteria);
  return {
    ...windowOf(criteria, nowMs),
    order: criteria.order ?? 'desc',
    transponderId: canonical(criteria.transponder_id) ?? null,
    decoderId: criteria.decoder_id ?? null,
    loopId: criteria.loop_id ?? null,
  };
}

/** Converts the criteria into a reading of the repository. */
export function readingOf(asked: AskedPassings): Omit<PassingsReading, 'limit'> {
  const { order, after, transponderId, decoderId, loopId } = asked;
  return {
    window: inMicroseconds(asked),
    order,
    ...(after === undefined ? {} : { after }),
    ...(transponderId === null ? {} : { transponderId }),
    ...(decoderId === null ? {} : { decoderId }),
    ...(loopId === null ? {} : { loopId }),
  };
}
