const SHORTEST_PAUSE_MS = 500;
/** A receiver that is back in the morning gets the night's passings within minutes. */
const LONGEST_PAUSE_MS = 300_000;
/** Part of the time for which it has failed: a receiver that is back waits so much longer than it was away. */
const PART_OF_FAILING = 1 / 4;
/** Part by which a pause is shorter or longer: webhooks that failed together do not try together. */
const JITTER = 0.2;

/** Failing for so long pauses a webhook: 3 days. */
export const LONGEST_FAILING_MS = 3 * 86_400_000;
/** Longest time for which a receiver may ask to be left alone. */
const LONGEST_ASKED_PAUSE_MS = 3_600_000;

/** Returns the time to the next attempt after some time of failing; `random` is from 0 to 1. */
export function retryPauseMs(failingForMs: number, askedMs: number, random: number): number {
  const grown = Math.min(Math.max(failingForMs * PART_OF_FAILING, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
  const own = grown * (1 - JITTER + 2 * JITTER * random);
  return Math.round(Math.max(own, Math.min(askedMs, LONGEST_ASKED_PAUSE_MS)));
}
