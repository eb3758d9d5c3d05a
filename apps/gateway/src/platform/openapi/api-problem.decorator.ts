import { ApiResponse } from '@nestjs/swagger';
import { ProblemResponse } from '../problems/problem.response.js';
import { problemExample } from './problem-example.js';

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
