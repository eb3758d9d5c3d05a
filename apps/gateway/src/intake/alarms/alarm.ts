/** Kinds of events that a person should hear of once. */
export const ALARM_KINDS = [
  'numbers_began_again',
  'numbering_unproven',
  'number_doubtful',
  'clock_jumped',
  'host_clock_set',
  'foreign_decoder',
  'storage_set_back',
  'question_withheld',
  'clock_implausible',
  'lines_lost',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

export interface Alarm {
  readonly kind: AlarmKind;
  /** ms since 1970. */
  readonly atMs: number;
  readonly message: string;
}
