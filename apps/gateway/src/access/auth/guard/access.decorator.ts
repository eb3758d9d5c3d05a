import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { ApiSecurity } from '@nestjs/swagger';
import { Audited } from '../changes/notes-call.js';
import { ApiProblem } from '../../../platform/openapi/api-problem.decorator.js';
import { ChangesLog } from '../changes/changes-log.js';
import type { CredentialFamily } from './credential-guard.js';
import type { Role, Scope } from '../../accounts/rights.js';

export interface AccessPolicy {
  /** Families of which any one is enough. */
  readonly credentials: readonly CredentialFamily[];
  /** The scope that right credentials need as well. */
  readonly scope?: Scope;
  /** The roles of which the user of the login needs one. */
  readonly roles?: readonly Role[];
}

export type RoutePolicy = 'public' | AccessPolicy;

export const ROUTE_POLICY = 'coachlink:route-policy';

/** A family as security schemes of the OpenAPI document: the schemes of one requirement are needed together. */
const SECURITY: Record<CredentialFamily, Record<string, string[]>> = {
  'api-key': { ApiKey: [], ApiSecret: [] },
  device: { DeviceId: [], DeviceSecret: [] },
  login: { DeviceId: [], DeviceSecret: [], Bearer: [] },
};

/** Opens a route to everybody. */
export const Public = (): MethodDecorator & ClassDecorator =>
  SetMetadata(ROUTE_POLICY, 'public' satisfies RoutePolicy);

/** Restricts a route to callers with these credentials, and documents that. */
export function Access(policy: AccessPolicy): MethodDecorator & ClassDecorator {
  const { credentials, scope, roles } = policy;
  return applyDecorators(
    SetMetadata(ROUTE_POLICY, policy satisfies RoutePolicy),
    ...(scope === 'admin' ? [UseInterceptors(ChangesLog), Audited()] : []),
    ...credentials.map((family) => ApiSecurity(SECURITY[family])),
    ApiProblem(401, 'auth.invalid_credentials', 'The credentials are missing or wrong.'),
    // Every closed route looks its caller up in the storage.
    ApiProblem(
      503,
      'storage.unavailable',
      'The storage cannot be reached. Passings wait meanwhile; try again shortly.',
      { storage: 'down' },
    ),
    ...(scope === undefined
      ? []
      : [ApiProblem(403, 'auth.scope_missing', `The credentials lack the scope ${scope}.`, { scope })]),
    ...(roles === undefined
      ? []
      : [ApiProblem(403, 'auth.role_missing', `The user lacks the role ${roles.join(' or ')}.`, { roles })]),
  );
}

type Target = Parameters<Reflector['get']>[1];

/** Returns the policy of a route, or else that of its controller. */
export function policyOf(reflector: Reflector, handler: Target, controller: Target): RoutePolicy | undefined {
  return reflector.getAllAndOverride<RoutePolicy | undefined>(ROUTE_POLICY, [handler, controller]);
}
