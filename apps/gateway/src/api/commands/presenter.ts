import type { CommandResult, DecoderOutcome, ExecutionView } from './answers.js';
import { type CommandOutcome, worstOf } from './trail/outcome.js';
import type { CommandExecution } from './trail/command-trail.js';

export interface OutcomeAt {
  readonly decoderId: string;
  readonly outcome: CommandOutcome;
}

/** Result of one command, for any number of decoders that were asked. */
export function resultOf(command: string, at: readonly OutcomeAt[], isOfAll: boolean): CommandResult {
  const outcomes = at.map(({ outcome }) => outcome);
  const [only, ...others] = at;
  const isOne = only !== undefined && others.length === 0;
  const status = worstOf(outcomes);
  const bad = outcomes.filter((outcome) => outcome.status !== 'executed').length;
  const ofSeveral = bad === 0 ? null : `not executed by ${bad} of ${at.length} decoders: see details`;
  return {
    command,
    status,
    timestamp: iso(Math.max(...outcomes.map(({ atMs }) => atMs))),
    decoder_id: isOne ? only.decoderId : null,
    response: isOne ? only.outcome.response : null,
    error: isOne ? only.outcome.error : ofSeveral,
    ...(isOfAll ? { details: at.map(outcomeView) } : {}),
  };
}

function outcomeView({ decoderId, outcome }: OutcomeAt): DecoderOutcome {
  const { status, atMs, response, error } = outcome;
  return { decoder_id: decoderId, status, timestamp: iso(atMs), response, error };
}

export function executionView(execution: CommandExecution): ExecutionView {
  const { id, atMs, keyId, command, decoderId, conclusion } = execution;
  return {
    id,
    timestamp: iso(atMs),
    key_id: keyId,
    command,
    decoder_id: decoderId,
    status: conclusion?.status ?? null,
    finished_at: conclusion === undefined ? null : iso(conclusion.atMs),
    error: conclusion?.error ?? null,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
