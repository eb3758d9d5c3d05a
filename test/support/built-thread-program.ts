/** Replaces `thread-program.ts`: the program of the reading thread in the build. */
export const THREAD_PROGRAM = new URL('../../dist/bundle/reading-thread.js', import.meta.url);
