import { fileURLToPath } from 'node:url';

/** In place of `reader-file.ts`: where Scalar lies when everything is built. */
export const READER_FILE = fileURLToPath(new URL('../../dist/bundle/reader.js', import.meta.url));
