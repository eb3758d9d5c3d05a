/** Replaces `recovery-waits.ts` where a whole gateway runs in a test: late passings there come within a second. */
export const EMPTY_APART_MS = 2500;
export const CHECK_PERIOD_MS = 5000;
