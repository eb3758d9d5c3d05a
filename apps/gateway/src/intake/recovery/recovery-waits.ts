/**
 * How far apart in time a decoder has to send nothing of a number, twice, before that is empty: what it sends late, behind
 * its answer, has come by then.
 */
export const EMPTY_APART_MS = 25_000;

/** How often the decoder is asked for its last number, in case its last passings did not arrive. */
export const CHECK_PERIOD_MS = 30_000;
