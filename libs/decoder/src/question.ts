/**
 * `resend`: passings follow the answer, and no record marks the last one. `session`: the range of passing numbers.
 * `time`: the decoder's clock.
 */
export type QuestionPurpose = 'resend' | 'session' | 'time';

/** A record that asks, and the type of the report that answers. */
export interface Question {
  /** Type of the report that answers, matched by request id where the decoder echoes it, else by this. */
  readonly type: string;
  readonly encode: (requestId: number) => Uint8Array;
  readonly purpose?: QuestionPurpose;
}

/** A decoder's refusal of a question, in words for people. */
export interface Refusal {
  readonly words: string;
  /** Whether the decoder does not know the question at all. */
  readonly isUnsupported: boolean;
}
