import { Problem } from '../../../platform/problems/problem.js';
import type { CredentialFamily, CredentialGuard } from './credential-guard.js';

const TAKEN: Record<CredentialFamily, string> = {
  'api-key': 'an api key pair (x-api-key and x-api-secret)',
  device: 'a device (X-Device-ID and X-Device-Secret)',
  login: 'a login (X-Device-ID, X-Device-Secret, and Authorization: Bearer with the token of a login there)',
};

const GIVEN: Record<CredentialFamily, string> = {
  'api-key': 'An api key pair was given.',
  device: 'What was given is of a device or a login.',
  login: 'What was given is of a device or a login.',
};

/**
 * Returns one problem for every fault of credentials, so that it helps nobody to guess. `given`: the family that was offered,
 * where the route takes none of it and no other was offered.
 */
export function invalidCredentials(
  asked: readonly Pick<CredentialGuard, 'family' | 'challenge'>[],
  given?: CredentialFamily,
): Problem {
  const taken = asked.map(({ family }) => TAKEN[family]).join(', or ');
  const words = given === undefined ? '' : ` ${GIVEN[given]}`;
  return new Problem({
    status: 401,
    reason: 'auth.invalid_credentials',
    message: `The credentials are missing or wrong. This route takes ${taken}, each header once.${words}`,
    headers: { 'WWW-Authenticate': asked.map(({ challenge }) => challenge).join(', ') },
  });
}
