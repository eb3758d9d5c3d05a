import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { LastUses } from '../../accounts/last-uses.js';
import { sourceOf } from '../../../platform/http/connections-per-source.js';
import { Problem } from '../../../platform/problems/problem.js';
import { type AccessPolicy, policyOf } from './access.decorator.js';
import { CREDENTIAL_GUARDS, type CredentialGuard } from './credential-guard.js';
import { roleMissing, scopeMissing } from './insufficient-rights.js';
import { invalidCredentials } from './invalid-credentials.js';
import type { IdentifiedRequest, Principal } from '../principal/principal.js';
import { Refusals } from './refusals.js';
import { HashKeys } from '../secrets/hash-keys.js';

/** The one guard of all routes: a request that the route's policy does not allow is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CREDENTIAL_GUARDS) private readonly guards: readonly CredentialGuard[],
    private readonly refusals: Refusals,
    private readonly hashKeys: HashKeys,
    private readonly uses: LastUses,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = policyOf(this.reflector, context.getHandler(), context.getClass());
    if (policy === undefined) throw new Error(`${context.getClass().name} has a route without a policy`);
    if (policy === 'public') return true;

    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    try {
      request.principal = await this.allowed(policy, context, request);
      request.isStillAllowed = () => this.isStillAllowed(policy, context, request);
      return true;
    } catch (error) {
      if (error instanceof Problem && error.status < 500)
        this.refusals.note(sourceOf(request.socket), `${context.getClass().name}, ${error.reason}`);
      throw error;
    }
  }

  private async allowed(
    policy: AccessPolicy,
    context: ExecutionContext,
    request: IdentifiedRequest,
  ): Promise<Principal> {
    const { principal, challenge } = await this.identify(policy, context, request);
    this.noteUse(principal);
    refuseWhatIsMissing(policy, principal, challenge);
    return principal;
  }

  /** Credentials that cannot be checked count as before. */
  private async isStillAllowed(
    policy: AccessPolicy,
    context: ExecutionContext,
    request: IdentifiedRequest,
  ): Promise<boolean> {
    try {
      await this.allowed(policy, context, request);
      return true;
    } catch (error) {
      return !(error instanceof Problem && error.status < 500);
    }
  }

  /** Notes a proven caller as seen, whether or not the route allows it. */
  private noteUse({ id, deviceId }: Principal): void {
    if (deviceId === undefined) this.uses.note('api_key', id);
    else this.uses.note('device', deviceId);
  }

  /** Checks the first family offered alone: a right credential of another family does not mend a wrong one. */
  private async identify(
    policy: AccessPolicy,
    context: ExecutionContext,
    request: IdentifiedRequest,
  ): Promise<{ readonly principal: Principal; readonly challenge: string }> {
    const allowed = this.guards.filter(({ family }) => policy.credentials.includes(family));
    const offered = allowed.find((guard) => guard.isOffered(request));
    if (offered === undefined) {
      // Credentials that are offered here are of another family: the allowed families were looked through above.
      const given = this.guards.find((guard) => guard.isOffered(request));
      throw invalidCredentials(allowed, given?.family);
    }
    const principal = await offered.identify(context);
    if (principal !== undefined) return { principal, challenge: offered.challenge };
    // Credentials that cannot be checked are not called wrong.
    throw this.hashKeys.trouble ?? invalidCredentials(allowed);
  }
}

function refuseWhatIsMissing(
  { scope, roles }: AccessPolicy,
  { scopes, login }: Principal,
  challenge: string,
): void {
  if (scope !== undefined && !scopes.has(scope)) throw scopeMissing(scope, login?.role, challenge);
  if (roles !== undefined && (login === undefined || !roles.includes(login.role)))
    throw roleMissing(roles, challenge);
}
