/** In place of `empty-apart.ts` where a whole gateway runs in a test: what comes late there comes within a second. */
export const EMPTY_APART_MS = 2500;
