import type { NextFunction, Request, Response } from 'express';
import { codingFor } from './content-coding.js';

/** Sends a file of ours whole that would be written bit by bit, so that it is packed as other answers are. */
export function sendWhole(request: Request, response: Response, next: NextFunction): void {
  const write = response.write.bind(response);
  const end = response.end.bind(response);
  const pieces: Buffer[] = [];
  response.vary('Accept-Encoding');
  response.write = (piece: Buffer) => pieces.push(piece) > 0;
  response.end = ((...given: Parameters<typeof end>) => {
    Object.assign(response, { write, end });
    // The length of what GET would be answered with is not known unless it is packed.
    if (request.method === 'HEAD' && codingFor(request) !== undefined)
      response.removeHeader('Content-Length');
    // Nothing was written of what is empty, not modified, or sent whole already.
    if (pieces.length === 0) return end(...given);
    const whole = Buffer.concat(pieces);
    // A part is counted in the bytes of the file as it is.
    return response.statusCode === 200 ? response.send(whole) : end(whole);
  }) as typeof end;
  next();
}
