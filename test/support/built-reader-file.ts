import { fileURLToPath } from 'node:url';

/** Replaces `reader-file.ts`: the file of Scalar in the build. */
export const READER_FILE = fileURLToPath(new URL('../../dist/bundle/reader.js', import.meta.url));
