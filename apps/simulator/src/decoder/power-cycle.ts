/** What a decoder is like after it was switched off and on. */
export interface PowerCycle {
  /** Its next number; undefined where it goes on from the last one. */
  readonly startNumber?: number;
  /** Whether it can still send what it had before: false. Never where its numbers begin again. */
  readonly keepsMemory?: boolean;
  /** What SESSION tells: another number and time (default), another time alone, or the same as before. */
  readonly session?: 'new' | 'new_time' | 'same';
  /** Whether its clock went on meanwhile (default), or begins in 1970. */
  readonly clock?: 'kept' | 'unset';
}
