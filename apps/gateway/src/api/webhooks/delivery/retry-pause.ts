const FIRST_PAUSE_MS = 1000;
/** A receiver that is back in the morning gets the night's passings within minutes. */
const LONGEST_PAUSE_MS = 300_000;
/** Part by which a pause is shorter or longer: webhooks that failed together do not try together. */
const JITTER = 0.2;

/** Failing for so long pauses a webhook: 3 days. */
export const LONGEST_FAILING_MS = 3 * 86_400_000;
/** Longest time for which a receiver may ask to be left alone. */
const LONGEST_ASKED_PAUSE_MS = 3_600_000;

/** Returns the time to the next attempt after some failures in a row; `random` is from 0 to 1. */
export function retryPauseMs(failures: number, askedMs: number, random: number): number {
  const grown = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 30), LONGEST_PAUSE_MS);
  const own = grown * (1 - JITTER + 2 * JITTER * random);
  return Math.round(Math.max(own, Math.min(askedMs, LONGEST_ASKED_PAUSE_MS)));
}
