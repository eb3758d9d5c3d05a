import { Problem } from '../../../platform/problems/problem.js';
import { type Role, rolesWith, type Scope } from '../../accounts/rights.js';

/** Right credentials without the scope. `role`: of the login, if any; `challenge`: of the family that was given. */
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

/** Returns the header of RFC 6750 for bearer tokens, whose words serve the other families too. */
function insufficient(challenge: string, missing: string): Record<string, string> {
  return { 'WWW-Authenticate': `${challenge}, error="insufficient_scope", ${missing}` };
}
