import type { FeedNotice } from '../../feed/tail/feed-batches.js';

/** A delivery that may have arrived: it is sent again under the same id until it is answered. */
export interface DeliveryUnderWay {
  readonly id: string;
  /** Cursor behind its last passing. */
  readonly until: string;
}

export interface DeliveryAttempt {
  readonly atMs: number;
  /** Null where no answer came. */
  readonly statusCode: number | null;
  /** Null where it was delivered. */
  readonly error: string | null;
}

/** How far a webhook is. */
export interface DeliveryState {
  /** Everything in front of it was delivered, or does not match. */
  readonly cursor: string;
  readonly underWay: DeliveryUnderWay | null;
  readonly notice: FeedNotice | null;
  /** The term of the webhook in which it failed: a change by an administrator begins another. */
  readonly term: number;
  readonly failures: number;
  /** Time for which it has failed without a pause in between, as a clock that nobody sets counted it. */
  readonly failingForMs: number;
  readonly nextAttemptAtMs: number | null;
  /** Null while it is not paused by its failures. */
  readonly pausedBecause: string | null;
  readonly lastAttempt: DeliveryAttempt | null;
  readonly deliveredAtMs: number | null;
}

/** Returns the state of a webhook that delivered nothing yet. */
export function firstState(after: string, term: number): DeliveryState {
  return {
    cursor: after,
    underWay: null,
    notice: null,
    term,
    ...NO_FAILURE,
    lastAttempt: null,
    deliveredAtMs: null,
  };
}

const NO_FAILURE = { failures: 0, failingForMs: 0, nextAttemptAtMs: null, pausedBecause: null } as const;

/** Returns the state without failures of an earlier term. */
export function inTerm(state: DeliveryState, term: number): DeliveryState {
  return state.term === term ? state : { ...state, ...NO_FAILURE, term };
}

/** Returns the state behind a delivery that arrived. */
export function delivered(state: DeliveryState, attempt: DeliveryAttempt): DeliveryState {
  const cursor = state.underWay?.until ?? state.cursor;
  return {
    ...state,
    ...NO_FAILURE,
    cursor,
    underWay: null,
    notice: null,
    lastAttempt: attempt,
    deliveredAtMs: attempt.atMs,
  };
}
