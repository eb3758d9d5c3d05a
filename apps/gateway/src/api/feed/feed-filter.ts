import { canonicalTransponderId, type ShownPassing } from '#passings';
import type { FeedFilterCriteria } from './feed.criteria.js';

/** Passings that a reader wants. */
export interface FeedFilter {
  /** The same for filters that match the same passings. */
  readonly key: string;
  matches(passing: ShownPassing): boolean;
}

/** Returns the filter; undefined where everything matches. */
export function filterOf(criteria: FeedFilterCriteria): FeedFilter | undefined {
  const { transponder_id: transponder, decoder_id: decoderId, loop_id: loopId } = criteria;
  if (transponder === undefined && decoderId === undefined && loopId === undefined) return undefined;
  const transponderId = transponder === undefined ? undefined : canonicalTransponderId(transponder);
  return {
    key: JSON.stringify([transponderId, decoderId, loopId]),
    matches: (passing) =>
      (transponderId === undefined || passing.transponderId === transponderId) &&
      (decoderId === undefined || passing.decoderId === decoderId) &&
      (loopId === undefined || passing.loopId === loopId),
  };
}
