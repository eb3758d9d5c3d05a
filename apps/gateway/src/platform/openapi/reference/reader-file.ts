import { fileURLToPath } from 'node:url';

/** Where the build puts Scalar, the second reader of the document: beside the bundle that this is in. */
export const READER_FILE = fileURLToPath(new URL('./reader.js', import.meta.url));
