import type { TestingModuleBuilder } from '@nestjs/testing';
import {
  CREDENTIAL_GUARDS,
  type CredentialFamily,
  type CredentialGuard,
} from '../../apps/gateway/src/access/auth/guard/credential-guard.js';
import { type Scope, SCOPES } from '../../apps/gateway/src/access/accounts/rights.js';

const FAMILIES: readonly CredentialFamily[] = ['api-key', 'device', 'login'];

/** Accepts any credentials, of every family, with these scopes. */
export function knowingEverybody(
  scopes: readonly Scope[] = SCOPES,
): (building: TestingModuleBuilder) => void {
  const role = scopes.length === 0 ? 'viewer' : 'admin';
  const guards: CredentialGuard[] = FAMILIES.map((family) => ({
    family,
    challenge: `${family} realm="CoachLINK"`,
    isOffered: () => true,
    identify: () =>
      Promise.resolve({
        id: 'somebody',
        scopes: new Set(scopes),
        ...(family === 'api-key' ? {} : { deviceId: 'device-of-the-tests' }),
        ...(family === 'login'
          ? { login: { userId: 'user-of-the-tests', role, loginId: 'login-of-the-tests' } }
          : {}),
      }),
  }));
  return (building) => building.overrideProvider(CREDENTIAL_GUARDS).useValue(guards);
}
