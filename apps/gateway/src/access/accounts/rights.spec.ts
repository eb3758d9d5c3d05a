import { ROLES, SCOPES_OF_ROLE } from './rights.js';

describe('a login', () => {
  it('may do what its role says, and nothing else', () => {
    const granted = Object.fromEntries(ROLES.map((role) => [role, [...SCOPES_OF_ROLE[role]].sort()]));
    expect(granted).toEqual({
      viewer: ['passings:read'],
      coach: ['commands:execute', 'passings:read'],
      admin: ['admin', 'commands:execute', 'passings:read', 'system:read'],
    });
  });
});
