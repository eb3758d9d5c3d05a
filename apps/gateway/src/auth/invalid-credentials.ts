import { Problem } from '../problems/problem.js';

/** One answer whatever was wrong, so that it helps nobody to guess. */
export function invalidCredentials(challenges: readonly string[]): Problem {
  return new Problem({
    status: 401,
    reason: 'auth.invalid_credentials',
    message:
      'The credentials are missing or wrong: check each one that this route asks for, and send each once.',
    headers: { 'WWW-Authenticate': challenges.join(', ') },
  });
}
