import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../principal/principal.js';

/**
 * `api-key`: x-api-key and x-api-secret. `device`: X-Device-ID and X-Device-Secret. `login`: those of a device, and
 * the access token of a login on that same device.
 */
export type CredentialFamily = 'api-key' | 'device' | 'login';

/** Proves one family of credentials: all headers of the family together, or nothing. */
export abstract class CredentialGuard {
  abstract readonly family: CredentialFamily;
  /** What WWW-Authenticate asks for. */
  abstract readonly challenge: string;
  /** Whether the request offers this family at all, be it half. */
  abstract isOffered(request: Request): boolean;
  /** Who it is; undefined where anything is missing or wrong, and nothing says which. */
  abstract identify(context: ExecutionContext): Promise<Principal | undefined>;
}

/** The credential guards that there are. */
export const CREDENTIAL_GUARDS = Symbol('CREDENTIAL_GUARDS');
