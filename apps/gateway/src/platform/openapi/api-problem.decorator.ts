import { STATUS_CODES } from 'node:http';
import { ApiResponse } from '@nestjs/swagger';
import type { ProblemBody } from '../problems/problem-answer.js';
import { ProblemResponse } from '../problems/problem.response.js';

/** Documents one error of a route, with an example of its answer. */
export function ApiProblem(
  status: number,
  reason: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): MethodDecorator & ClassDecorator {
  return ApiResponse({
    status,
    description: message,
    type: ProblemResponse,
    example: problemExample(status, reason, message, details),
  });
}

/** Returns an example of an error answer, at the time of the source document's examples. */
export function problemExample(
  status: number,
  reason: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): ProblemBody {
  return {
    error: STATUS_CODES[status] ?? 'Error',
    message,
    code: status,
    timestamp: '2024-02-13T18:12:00.000Z',
    details: { reason, ...details },
  };
}
