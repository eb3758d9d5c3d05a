import { isUtf8 } from 'node:buffer';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { invalidBody, Problem } from '../problems/problem.js';
import { jsonShape } from './json-shape.js';

const MAX_DEPTH = 16;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/** Reads a JSON body of any method, GET too, and refuses any other body. */
export function jsonBody(limitBytes: number): RequestHandler[] {
  const parse: RequestHandler = express.json({
    type: () => true,
    limit: limitBytes,
    strict: true,
    verify: (_request, _response, bytes, encoding) => {
      checkBytes(bytes, encoding);
    },
  });
  return [
    refuseOtherTypes,
    (request, response, next) => {
      parse(request, response, (error?: unknown) => {
        next(error === undefined ? undefined : bodyProblem(error, limitBytes));
      });
    },
  ];
}

function refuseOtherTypes(request: Request, _response: Response, next: NextFunction): void {
  const { headers } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  next(hasBody && !JSON_TYPE.test(headers['content-type'] ?? '') ? unsupportedType() : undefined);
}

function checkBytes(bytes: Buffer, encoding: string): void {
  if (encoding !== 'utf-8') throw unsupportedType();
  // JSON has no byte order mark (RFC 8259 8.1), and the parser would drop it in silence.
  if (bytes.subarray(0, 3).equals(BYTE_ORDER_MARK))
    throw invalidBody('body.malformed', 'The body begins with a byte order mark: send it without.');
  if (!isUtf8(bytes)) throw invalidBody('body.malformed', 'The body is not valid UTF-8: send it in UTF-8.');
  switch (jsonShape(bytes, MAX_DEPTH)) {
    case 'too-deep':
      throw invalidBody('body.too_deep', `The JSON body is nested more than ${MAX_DEPTH} levels deep.`);
    case 'repeated-name':
      throw invalidBody(
        'body.repeated_name',
        'An object in the JSON body has one name twice: keep one of them.',
      );
    case 'fine':
  }
}

function unsupportedType(): Problem {
  return new Problem({
    status: 415,
    reason: 'body.unsupported_type',
    message: 'A body must be JSON in UTF-8: send it with Content-Type: application/json.',
  });
}

/** Returns the problem of a body. The parser's own words can repeat what was sent, so they are never passed on. */
function bodyProblem(error: unknown, limitBytes: number): Problem {
  // A new Problem: the parser added fields to the thrown one that mark it as its own error.
  if (error instanceof Problem) return new Problem(error);
  switch ((error as { readonly type?: unknown }).type) {
    case 'entity.too.large':
      return new Problem({
        status: 413,
        reason: 'body.too_large',
        message: `The body is larger than the ${limitBytes} bytes that are taken here.`,
        details: { limit_bytes: limitBytes },
      });
    case 'encoding.unsupported':
      return new Problem({
        status: 415,
        reason: 'body.unsupported_encoding',
        message: 'The Content-Encoding is not known: send the body as it is, or with gzip, deflate or br.',
      });
    case 'charset.unsupported':
      return unsupportedType();
    default:
      return invalidBody(
        'body.malformed',
        'The body is not valid JSON: send one JSON object, or no body at all.',
      );
  }
}
