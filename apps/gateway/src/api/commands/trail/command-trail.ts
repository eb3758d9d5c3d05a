import type { CommandStatus } from './outcome.js';

/** Somebody is about to have a decoder asked something. */
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
  /** Undefined while it runs, and for ever where the gateway ended before it was known. */
  readonly conclusion: CommandConclusion | undefined;
}

/**
 * What was ever sent to decoders on demand. Only added to: the intention before anything is sent, the conclusion
 * afterwards.
 */
export abstract class CommandTrail {
  /** All of them or none, with the ids that they got, in their order. */
  abstract intend(intentions: readonly CommandIntention[]): Promise<readonly string[]>;
  abstract conclude(id: string, conclusion: CommandConclusion): Promise<void>;
  /** Newest first. */
  abstract newest(limit: number): Promise<readonly CommandExecution[]>;
}
