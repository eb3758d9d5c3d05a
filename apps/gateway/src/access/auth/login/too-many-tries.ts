import { Problem } from '../../../platform/problems/problem.js';
import { FREE_TRIES } from './redis-login-attempts.js';

export function tooManyTries(waitMs: number): Problem {
  const waitS = Math.ceil(waitMs / 1000);
  return new Problem({
    status: 429,
    reason: 'auth.too_many_attempts',
    message: `Too many failed logins for this account: try again in ${waitS} s, or on a device that it was used on.`,
    details: { retry_after_seconds: waitS },
    headers: {
      'Retry-After': String(waitS),
      'RateLimit-Policy': `"login";q=${FREE_TRIES};w=3600`,
      RateLimit: `"login";r=0;t=${waitS}`,
    },
  });
}
