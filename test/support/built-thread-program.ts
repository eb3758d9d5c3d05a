/** In place of `thread-program.ts`: where the program of the reading thread lies when it is built. */
export const THREAD_PROGRAM = new URL('../../dist/bundle/reading-thread.js', import.meta.url);
