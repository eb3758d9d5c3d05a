/** What became of a command, the worst first. */
export const COMMAND_STATUSES = ['failed', 'timeout', 'unsupported', 'executed'] as const;
export type CommandStatus = (typeof COMMAND_STATUSES)[number];

/** What became of a command at one decoder. */
export interface CommandOutcome {
  readonly status: CommandStatus;
  readonly atMs: number;
  readonly response: object | null;
  /** For people, where it was not executed. */
  readonly error: string | null;
}

/** Several decoders were asked the same: as bad as the worst of them. */
export function worstOf(outcomes: readonly CommandOutcome[]): CommandStatus {
  return COMMAND_STATUSES.find((status) => outcomes.some((each) => each.status === status)) ?? 'failed';
}
