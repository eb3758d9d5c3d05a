import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';
import type { Problem } from './problem.js';

/** The shape of every error answer. */
export interface ProblemBody {
  readonly error: string;
  readonly message: string;
  readonly code: number;
  readonly timestamp: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export function problemBody({ status, message, reason, details }: Problem): ProblemBody {
  return {
    error: STATUS_CODES[status] ?? 'Error',
    message,
    code: status,
    timestamp: new Date().toISOString(),
    details: { reason, ...details },
  };
}

export function sendProblem(response: Response, problem: Problem): void {
  // Overrides the headers that a page or a stream has set before it ended in a problem.
  response.set('Cache-Control', 'no-store').type('json');
  response.status(problem.status).set(problem.headers).json(problemBody(problem));
}
