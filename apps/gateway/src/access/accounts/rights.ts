/** Rights of a credential. */
export const SCOPES = ['passings:read', 'commands:execute', 'system:read', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Roles of users. */
export const ROLES = ['coach', 'viewer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The scopes of a login by the role of its user. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, ReadonlySet<Scope>>> = {
  viewer: new Set(['passings:read']),
  coach: new Set(['passings:read', 'commands:execute']),
  admin: new Set(SCOPES),
};

/** Returns the roles that have a scope. */
export const rolesWith = (scope: Scope): Role[] => ROLES.filter((role) => SCOPES_OF_ROLE[role].has(scope));
