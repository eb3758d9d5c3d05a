import type { NextFunction, Request, Response } from 'express';
import { codingFor } from './content-coding.js';

/** Sends a file of the gateway whole instead of in pieces, so that it is packed as other answers are. */
export function sendWhole(request: Request, response: Response, next: NextFunction): void {
  const write = response.write.bind(response);
  const end = response.end.bind(response);
  const pieces: Buffer[] = [];
  response.vary('Accept-Encoding');
  response.write = (piece: Buffer) => pieces.push(piece) > 0;
  response.end = ((...given: Parameters<typeof end>) => {
    Object.assign(response, { write, end });
    // The length of the packed answer to a GET is not known to a HEAD.
    if (request.method === 'HEAD' && codingFor(request) !== undefined)
      response.removeHeader('Content-Length');
    // An empty or unmodified answer has no pieces, nor has one that was sent whole already.
    if (pieces.length === 0) return end(...given);
    const whole = Buffer.concat(pieces);
    // The range of a part counts the bytes of the file as it is, so a part is never packed.
    return response.statusCode === 200 ? response.send(whole) : end(whole);
  }) as typeof end;
  next();
}
