import type { RecordTypeName } from '#p3';

export interface DecoderOptions {
  /** DECODER_ID, a u32. */
  readonly decoderId?: number;
  /** Number of the first passing, at least 1 (default). */
  readonly startNumber?: number;
  /** Step of the passing numbers; default 1: a decoder may use every other or third number only. */
  readonly numberStep?: 1 | 2 | 3;
  /** Milliseconds by which the decoder's clock is ahead of the host's. */
  readonly clockOffsetMs?: number;
  /** Sends a HELLO record first to each client, as newer decoders do. */
  readonly hello?: boolean;
  /** Questions that the decoder does not know, and refuses: not every decoder knows all. */
  readonly unknownQuestions?: readonly RecordTypeName[];
  /** SESSION tells the count of passings instead of their numbers: real decoders are not proven to tell the numbers. */
  readonly sessionCountsFromZero?: boolean;
  /** Passings kept for RESEND and for the ledger; default 200,000. */
  readonly keptPassings?: number;
}

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
