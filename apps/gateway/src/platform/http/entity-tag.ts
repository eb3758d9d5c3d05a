import { createHash } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

/** Weak: it is that of an answer however it is packed. */
export function entityTag(text: string): string {
  return `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/** Tags what is sent as a text, so that one who has it already is told so (304), without a body. */
export function tagAnswer(response: Response): void {
  const send = response.send.bind(response);
  response.send = (body: unknown) => {
    if (typeof body === 'string' && response.statusCode === 200) response.set('ETag', entityTag(body));
    return send(body);
  };
}

/** A document that is the same for everybody: kept by whoever got it, and asked for anew by its tag. */
export function tagDocument(_request: Request, response: Response, next: NextFunction): void {
  response.set('Cache-Control', 'no-cache');
  tagAnswer(response);
  next();
}

/** `*` is any answer at all: of one without a tag the framework would say then that its client has it. */
export function ignoreAnyTag({ headers }: Request, _response: Response, next: NextFunction): void {
  if (headers['if-none-match']?.trim() === '*') delete headers['if-none-match'];
  next();
}
