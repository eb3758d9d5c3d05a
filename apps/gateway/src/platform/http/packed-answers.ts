import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../problems/problem.js';
import {
  BROTLI_OPTIONS,
  codingFor,
  type ContentCoding,
  GZIP_OPTIONS,
  takesAnyForm,
  takesPlain,
} from './content-coding.js';

/** Smaller answers fit into one packet anyway. */
const LEAST_BYTES = 1024;
const PACKABLE = /^(text\/(?!event-stream)|application\/(json|javascript)\b|image\/svg)/;
const NO_TRANSFORM = /\bno-transform\b/;

const inBrotli = promisify(brotliCompress);
const inGzip = promisify(gzip);
const packing: Record<ContentCoding, (body: string | Uint8Array) => Promise<Buffer>> = {
  br: (body) => inBrotli(body, BROTLI_OPTIONS),
  gzip: (body) => inGzip(body, GZIP_OPTIONS),
};

/**
 * Packs each answer that is sent whole, in a thread of Node's pool and not in the one that stores passings. A client that
 * reads slowly holds no more memory than without packing. Answers whose Cache-Control says no-transform (`ShowsSecret`) and
 * those written in pieces, as files and events are, stay as they are.
 */
export function packAnswers(request: Request, response: Response, next: NextFunction): void {
  if (!takesAnyForm(request)) throw noSuchForm();
  const send = response.send.bind(response);
  response.send = (body: unknown) => {
    // Any other body comes back here as a text, once Express has written it as JSON.
    if (!isText(body) && !isBytes(body)) return send(body);
    if (response.get('Content-Type') === undefined) response.type(isText(body) ? 'html' : 'bin');
    if (!isPackable(response)) return send(body);
    response.vary('Accept-Encoding');
    const coding = codingFor(request);
    const isSmall = Buffer.byteLength(body) < LEAST_BYTES && takesPlain(request);
    // A fresh answer is sent without a body (304).
    if (coding === undefined || isSmall || request.fresh) return send(body);
    packing[coding](body)
      .then((packed) => {
        response.set('Content-Encoding', coding);
        send(packed);
      })
      .catch(next);
    return response;
  };
  next();
}

const isText = (body: unknown): body is string => typeof body === 'string';
const isBytes = (body: unknown): body is Uint8Array => ArrayBuffer.isView(body);

function isPackable(response: Response): boolean {
  return (
    PACKABLE.test(response.get('Content-Type') ?? '') &&
    !NO_TRANSFORM.test(response.get('Cache-Control') ?? '')
  );
}

function noSuchForm(): Problem {
  return new Problem({
    status: 406,
    reason: 'http.encoding_not_acceptable',
    message:
      'Accept-Encoding refuses every form that there is: accept br, gzip or identity, or leave it out.',
  });
}
