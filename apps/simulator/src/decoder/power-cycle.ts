/** State of a decoder after it was switched off and on. */
export interface PowerCycle {
  /** Number of the next passing; undefined where it goes on from the last one. */
  readonly startNumber?: number;
  /** Whether the decoder can still send earlier passings; default false, and never where its numbers begin again. */
  readonly keepsMemory?: boolean;
  /** SESSION afterwards: another number and time (default), another time alone, or the same as before. */
  readonly session?: 'new' | 'new_time' | 'same';
  /** Whether the clock went on meanwhile (default), or begins in 1970. */
  readonly clock?: 'kept' | 'unset';
}
