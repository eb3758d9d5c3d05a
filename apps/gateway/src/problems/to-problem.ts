import { randomUUID } from 'node:crypto';
import { HttpException } from '@nestjs/common';
import { Problem } from './problem.js';
import { isStorageTrouble } from './storage-trouble.js';

/** The problem that a caught error is answered with. `details.request_id` is there where the log has more. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return frameworkProblem(error);
  if (error instanceof Error && isStorageTrouble(error)) {
    return new Problem({
      status: 503,
      reason: 'storage.unavailable',
      message: 'The storage of passings does not answer at the moment. Nothing is lost; try again shortly.',
      headers: { 'Retry-After': '1' },
    });
  }
  const requestId = randomUUID();
  return new Problem({
    status: 500,
    reason: 'server.unexpected',
    message: `Something unexpected happened. The log has it under request ${requestId}.`,
    details: { request_id: requestId },
  });
}

/** Nest itself raises these: what is left of them are addresses that cannot be decoded. */
function frameworkProblem(error: HttpException): Problem {
  const status = error.getStatus();
  if (status === 400) {
    return new Problem({
      status,
      reason: 'request.malformed',
      message: 'The address of the request cannot be read: check its percent-encoding.',
      details: { fields: [] },
    });
  }
  return new Problem({
    status,
    reason: status >= 500 ? 'server.unavailable' : 'request.refused',
    message: 'The request was refused. See the API documentation at /docs.',
  });
}
