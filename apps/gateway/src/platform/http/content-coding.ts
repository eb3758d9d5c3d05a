import { constants } from 'node:zlib';
import type { Request } from 'express';

/** How an answer can be packed, beside as it is. */
const CODINGS = ['br', 'gzip'] as const;
export type ContentCoding = (typeof CODINGS)[number];

/** About a tenth of the bytes of a page of passings: what goes beyond packs little better and takes many times as long. */
export const GZIP_OPTIONS = { level: 4 };
export const BROTLI_OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** How the client likes an answer best, undefined where that is as it is. */
export function codingFor(request: Request): ContentCoding | undefined {
  const liked = request.acceptsEncodings(...CODINGS, 'identity');
  return CODINGS.find((each) => each === liked);
}

/** Whether the client takes any form that there is. */
export const takesAnyForm = (request: Request): boolean =>
  request.acceptsEncodings(...CODINGS, 'identity') !== false;

export const takesPlain = (request: Request): boolean => request.acceptsEncodings('identity') !== false;
