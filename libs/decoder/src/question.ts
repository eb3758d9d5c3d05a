/**
 * `resend`: passings come behind the answer, and nothing marks the last one. `session`: which numbers there are. `time`: that of
 * its clock.
 */
export type QuestionPurpose = 'resend' | 'session' | 'time';

/** One record that asks, and one report that answers. */
export interface Question {
  /** Type of the report that answers, matched by request id where the decoder echoes it, else by this. */
  readonly type: string;
  readonly encode: (requestId: number) => Uint8Array;
  readonly purpose?: QuestionPurpose;
}
