import type { Question } from '../question.js';

interface Described {
  /** Type of record in hexadecimal, lower case, without 0x; or our own number above those of the protocols. */
  readonly code: string;
  readonly name: string;
  /** Effect of the command, in a sentence. */
  readonly description: string;
  /** Whether the command changes the decoder. */
  readonly changesDecoder: boolean;
}

export interface DecoderQuestion extends Described {
  readonly kind: 'question';
  readonly question: Question;
}

/** A comparison instead of one question: asks which numbers the decoder has, then RESEND for those that are not stored. */
export interface PassingAudit extends Described {
  readonly kind: 'passing-audit';
}

export type DecoderCommand = DecoderQuestion | PassingAudit;
