import type { Role } from '../../accounts/accounts.js';
import { Problem } from '../../../platform/problems/problem.js';
import { rolesWith } from '../../accounts/scopes-of-role.js';
import type { Scope } from '../../accounts/scope.js';

/** Right credentials that may not do this. `role`: of the login, where it is one; `challenge`: of the family that was given. */
export function scopeMissing(scope: Scope, role: Role | undefined, challenge: string): Problem {
  const message =
    role === undefined
      ? `These credentials lack the scope ${scope}: use others, or have it granted.`
      : `The role ${role} lacks the scope ${scope}: ask a user with the role ${rolesWith(scope).join(' or ')}, or have it given to you.`;
  return new Problem({
    status: 403,
    reason: 'auth.scope_missing',
    message,
    details: { scope },
    headers: insufficient(challenge, `scope="${scope}"`),
  });
}

export function roleMissing(roles: readonly Role[], challenge: string): Problem {
  return new Problem({
    status: 403,
    reason: 'auth.role_missing',
    message: `This takes a user with the role ${roles.join(' or ')}: ask one, or have the role given to you.`,
    details: { roles },
    headers: insufficient(challenge, `roles="${roles.join(' ')}"`),
  });
}

/** As RFC 6750 says it of bearer tokens; the other families say it in the same words. */
function insufficient(challenge: string, missing: string): Record<string, string> {
  return { 'WWW-Authenticate': `${challenge}, error="insufficient_scope", ${missing}` };
}
