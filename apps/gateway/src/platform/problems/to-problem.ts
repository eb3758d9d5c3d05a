import { randomUUID } from 'node:crypto';
import { HttpException } from '@nestjs/common';
import {
  type StorageTrouble,
  storageTroubleOf,
  TROUBLE_WORDS,
  UnconfirmedWrite,
} from '../storage/storage-trouble.js';
import { Problem } from './problem.js';

const STORAGE_UNAVAILABLE = 'storage.unavailable';

/**
 * Returns the problem that a caught error is answered with. `details.request_id` is set where the log has more. `watched`: the
 * trouble that `StorageWatch` knows, since a connection that is not open cannot tell why.
 */
export function toProblem(error: unknown, watched: StorageTrouble | undefined): Problem {
  if (error instanceof Problem) {
    return error.reason === STORAGE_UNAVAILABLE ? error.with({ storage: watched ?? 'down' }) : error;
  }
  if (error instanceof HttpException) return frameworkProblem(error);
  if (error instanceof UnconfirmedWrite) return unconfirmed(error);
  const told = storageTroubleOf(error);
  if (told !== undefined) {
    const trouble = told === 'down' ? (watched ?? told) : told;
    return new Problem({
      status: 503,
      reason: STORAGE_UNAVAILABLE,
      message: `${TROUBLE_WORDS[trouble].what}. Passings wait meanwhile; try again shortly.`,
      details: { storage: trouble },
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

/** Returns the answer for a change that may have been made: neither done nor not done. */
function unconfirmed({ trouble }: UnconfirmedWrite): Problem {
  return new Problem({
    status: 503,
    reason: 'storage.unconfirmed',
    message:
      `${TROUBLE_WORDS[trouble].what}, so that this change may have been made or not, or may be lost again. ` +
      `Check whether it is there before you make it again. ${TROUBLE_WORDS[trouble].remedy}`,
    details: { storage: trouble, may_have_happened: true },
    headers: { 'Retry-After': '1' },
  });
}

/** Returns the problem of an error that Nest itself raised, such as an address that cannot be decoded. */
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
