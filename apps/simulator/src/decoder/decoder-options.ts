import type { RecordTypeName } from '#p3';

export interface DecoderOptions {
  /** DECODER_ID, a u32. */
  readonly decoderId?: number;
  /** Number of its first passing, at least 1 (default). */
  readonly startNumber?: number;
  /** 1 (default), or 2 or 3: some decoders use every other or third number only. */
  readonly numberStep?: 1 | 2 | 3;
  /** How far its own clock is ahead of the host's. */
  readonly clockOffsetMs?: number;
  /** Send a HELLO record first to each client, as newer decoders do. */
  readonly hello?: boolean;
  /** Questions that it does not know, and refuses: not every decoder knows all. */
  readonly unknownQuestions?: readonly RecordTypeName[];
  /** SESSION tells how many passings there are, and not their numbers: which it is in real ones is not proven. */
  readonly sessionCountsFromZero?: boolean;
  /** How many passings it keeps for RESEND and for the ledger: 200,000. */
  readonly keptPassings?: number;
}
