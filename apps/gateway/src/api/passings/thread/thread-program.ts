/** Place of the reading thread's program: beside this module, however both were built. */
export const THREAD_PROGRAM = new URL('./reading-thread.js', import.meta.url);
