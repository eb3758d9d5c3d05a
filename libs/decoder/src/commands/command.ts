import type { Question } from '../question.js';

interface Described {
  /** Type of record in hexadecimal, lower case, without 0x; or a number of our own above those of the protocols. */
  readonly code: string;
  readonly name: string;
  /** What it does, in a sentence. */
  readonly description: string;
  /** Whether the decoder is another one afterwards. */
  readonly changesDecoder: boolean;
}

export interface DecoderQuestion extends Described {
  readonly kind: 'question';
  readonly question: Question;
}

/** Not one question but a comparison: which numbers the decoder has, then RESEND of those that are not kept here. */
export interface PassingAudit extends Described {
  readonly kind: 'passing-audit';
}

export type DecoderCommand = DecoderQuestion | PassingAudit;
