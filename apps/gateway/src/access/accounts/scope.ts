/** Rights of a credential. */
export const SCOPES = ['passings:read', 'commands:execute', 'system:read', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];
