import { ApiResponse } from '@nestjs/swagger';
import { STATUS_CODES } from 'node:http';
import { ProblemResponse } from '../problems/problem.response.js';

/** Documents one error of a route, with an answer as it looks. */
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
    example: {
      error: STATUS_CODES[status],
      message,
      code: status,
      timestamp: '2024-02-13T18:12:00.000Z',
      details: { reason, ...details },
    },
  });
}
