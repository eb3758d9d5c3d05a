import type { CommandStatus } from './outcome.js';

/** A command that is about to be sent to a decoder. */
export interface CommandIntention {
  readonly atMs: number;
  /** Id of the key: never the key itself, never a secret. */
  readonly keyId: string;
  readonly command: string;
  readonly decoderId: string;
}

export interface CommandConclusion {
  readonly atMs: number;
  readonly status: CommandStatus;
  readonly error: string | null;
}

export interface CommandExecution extends CommandIntention {
  readonly id: string;
  /** Undefined while the command runs, and for ever where the gateway ended before its outcome was known. */
  readonly conclusion: CommandConclusion | undefined;
}

/**
 * Trail of all commands that were sent to decoders on demand. Entries are only added: the intention before the command is
 * sent, the conclusion afterwards.
 */
export abstract class CommandTrail {
  /** Adds all intentions or none; resolves to their ids, in order. */
  abstract intend(intentions: readonly CommandIntention[]): Promise<readonly string[]>;
  abstract conclude(id: string, conclusion: CommandConclusion): Promise<void>;
  /** Resolves to the executions, newest first. */
  abstract newest(limit: number): Promise<readonly CommandExecution[]>;
}
