/** Outcomes of a command, the worst first. */
export const COMMAND_STATUSES = ['failed', 'timeout', 'unsupported', 'executed'] as const;
export type CommandStatus = (typeof COMMAND_STATUSES)[number];

/** Outcome of a command at one decoder. */
export interface CommandOutcome {
  readonly status: CommandStatus;
  readonly atMs: number;
  readonly response: object | null;
  /** Reason for people, where the command was not executed. */
  readonly error: string | null;
}

/** Returns the worst outcome of several decoders that were asked the same. */
export function worstOf(outcomes: readonly CommandOutcome[]): CommandStatus {
  return COMMAND_STATUSES.find((status) => outcomes.some((each) => each.status === status)) ?? 'failed';
}
