import { constants } from 'node:zlib';
import type { Request } from 'express';

/** Codings of an answer beside `identity`. */
const CODINGS = ['br', 'gzip'] as const;
export type ContentCoding = (typeof CODINGS)[number];

/** Levels that pack a page of passings to about a tenth; higher ones pack little better and take many times as long. */
export const GZIP_OPTIONS = { level: 4 };
export const BROTLI_OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Returns the coding that the client prefers; undefined where that is `identity`. */
export function codingFor(request: Request): ContentCoding | undefined {
  const liked = request.acceptsEncodings(...CODINGS, 'identity');
  return CODINGS.find((each) => each === liked);
}

/** Whether the client takes any of the codings, or `identity`. */
export const takesAnyForm = (request: Request): boolean =>
  request.acceptsEncodings(...CODINGS, 'identity') !== false;

export const takesPlain = (request: Request): boolean => request.acceptsEncodings('identity') !== false;
