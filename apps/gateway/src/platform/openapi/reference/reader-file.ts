import { fileURLToPath } from 'node:url';

/** Path of Scalar, the second reader of the document: the build puts it beside the bundle of the gateway. */
export const READER_FILE = fileURLToPath(new URL('./reader.js', import.meta.url));
