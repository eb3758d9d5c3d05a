/**
 * Least time between two answers without a number, before it counts as empty: passings that are sent late, behind the answer,
 * have come by then.
 */
export const EMPTY_APART_MS = 25_000;

/** Period of the question for the decoder's last number, in case its last passings did not arrive. */
export const CHECK_PERIOD_MS = 30_000;
