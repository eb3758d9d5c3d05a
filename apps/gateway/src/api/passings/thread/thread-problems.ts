import { Problem } from '../../../platform/problems/problem.js';

export function tooMuchMemory(cause: Error): Problem {
  const problem = new Problem({
    status: 503,
    reason: 'request.too_much_memory',
    message: 'This read, or one beside it, takes more memory than there is: ask for a shorter time.',
    headers: { 'Retry-After': '1' },
  });
  problem.cause = cause;
  return problem;
}
