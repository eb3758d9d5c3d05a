/**
 * How far apart in time a decoder has to send nothing of a number, twice, before that is empty: what it sends late, behind
 * its answer, has come by then.
 */
export const EMPTY_APART_MS = 25_000;
