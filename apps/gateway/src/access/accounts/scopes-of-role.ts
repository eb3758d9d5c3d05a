import { type Role, ROLES } from './accounts.js';
import { type Scope, SCOPES } from './scope.js';

/** What a login may do by the role of its user. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, ReadonlySet<Scope>>> = {
  viewer: new Set(['passings:read']),
  coach: new Set(['passings:read', 'commands:execute']),
  admin: new Set(SCOPES),
};

/** The roles that a scope comes with. */
export const rolesWith = (scope: Scope): Role[] => ROLES.filter((role) => SCOPES_OF_ROLE[role].has(scope));
