import { createHash } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

/** Returns the weak tag of an answer, which is the same however the answer is packed. */
export function entityTag(text: string): string {
  return `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

/** Tags an answer that is sent as a text: a client that has it already is answered 304, without a body. */
export function tagAnswer(response: Response): void {
  const send = response.send.bind(response);
  response.send = (body: unknown) => {
    if (typeof body === 'string' && response.statusCode === 200) response.set('ETag', entityTag(body));
    return send(body);
  };
}

/** Tags a document that is the same for everybody: clients keep it, and ask by its tag whether it has changed. */
export function tagDocument(_request: Request, response: Response, next: NextFunction): void {
  response.set('Cache-Control', 'no-cache');
  tagAnswer(response);
  next();
}

/** Drops `If-None-Match: *`, for which the framework would answer 304 to a client that has no such answer. */
export function ignoreAnyTag({ headers }: Request, _response: Response, next: NextFunction): void {
  if (headers['if-none-match']?.trim() === '*') delete headers['if-none-match'];
  next();
}
