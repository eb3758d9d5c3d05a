import type { AskedPage } from '../../criteria/asked-passings.js';
import type { AskedSessions } from '../../criteria/sessions.criteria.js';

/** Measure of the time that a long read takes, by which alike reads are told from others. */
export interface ReadLoad {
  /**
   * `rows`: as many as are asked for; `search`: by decoder or loop; `one`: a transponder's passings or sessions; `sessions`:
   * of all; `gaps`: sessions that are split by gaps which can hide between two passings of ten minutes.
   */
  readonly kind: 'rows' | 'search' | 'one' | 'sessions' | 'gaps';
  /** For `rows` the number asked for, for all other kinds the storage units of the window that have passings. */
  readonly size: number;
}

export function loadOfSearch(
  { transponderId, decoderId, loopId, limit }: AskedPage,
  units: number,
): ReadLoad {
  if (decoderId !== null || loopId !== null) return { kind: 'search', size: units };
  return transponderId === null ? { kind: 'rows', size: limit } : { kind: 'one', size: units };
}

export function loadOfSummary(
  { transponderId, gapMinutes }: Pick<AskedSessions, 'transponderId' | 'gapMinutes'>,
  units: number,
  shortGapMinutes: number,
): ReadLoad {
  if (gapMinutes !== null && gapMinutes < shortGapMinutes) return { kind: 'gaps', size: units };
  return { kind: transponderId === null ? 'sessions' : 'one', size: units };
}
