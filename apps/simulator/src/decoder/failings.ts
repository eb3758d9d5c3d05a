import { honoured, type ResendAnswer } from './resend-answer.js';

/** Faults of a decoder itself. Asked each time anew, so that they can change while the decoder runs. */
export interface Failings {
  /** Whether only RESEND brings the next passing. */
  holdsBack(): boolean;
  /** The frames that come of an answer to RESEND. */
  resent(answer: ResendAnswer): Iterable<Uint8Array>;
}

export const NO_FAILINGS: Failings = { holdsBack: () => false, resent: honoured };
