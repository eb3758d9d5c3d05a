import { honoured, type ResendAnswer } from './resend-answer.js';

/** What a decoder itself does wrong. Asked each time anew, so that it can change while the decoder runs. */
export interface Failings {
  /** Whether only RESEND shall bring the next passing. */
  holdsBack(): boolean;
  /** The frames that come of an answer to RESEND. */
  resent(answer: ResendAnswer): Iterable<Uint8Array>;
}

export const NO_FAILINGS: Failings = { holdsBack: () => false, resent: honoured };
