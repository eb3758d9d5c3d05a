import { type Role, ROLES } from './accounts.js';
import { type Scope, SCOPES } from './scope.js';

/** The scopes of a login by the role of its user. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, ReadonlySet<Scope>>> = {
  viewer: new Set(['passings:read']),
  coach: new Set(['passings:read', 'commands:execute']),
  admin: new Set(SCOPES),
};

/** Returns the roles that have a scope. */
export const rolesWith = (scope: Scope): Role[] => ROLES.filter((role) => SCOPES_OF_ROLE[role].has(scope));
