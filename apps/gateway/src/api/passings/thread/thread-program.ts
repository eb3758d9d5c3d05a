/** Where the program of the reading thread lies: beside this one, however they were built. */
export const THREAD_PROGRAM = new URL('./reading-thread.js', import.meta.url);
