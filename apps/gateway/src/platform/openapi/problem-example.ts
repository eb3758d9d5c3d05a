import { STATUS_CODES } from 'node:http';
import type { ProblemBody } from '../problems/problem-answer.js';

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
