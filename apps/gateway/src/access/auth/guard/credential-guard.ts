import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../principal/principal.js';

/**
 * `api-key`: x-api-key and x-api-secret. `device`: X-Device-ID and X-Device-Secret. `login`: the headers of a device, and
 * the access token of a login on that same device.
 */
export type CredentialFamily = 'api-key' | 'device' | 'login';

/** Proves one family of credentials: all headers of the family together. */
export abstract class CredentialGuard {
  abstract readonly family: CredentialFamily;
  /** The challenge of the family in WWW-Authenticate. */
  abstract readonly challenge: string;
  /** Whether the request has any header of this family. */
  abstract isOffered(request: Request): boolean;
  /** Returns the proven caller; undefined where a header is missing or wrong, without a word on which. */
  abstract identify(context: ExecutionContext): Promise<Principal | undefined>;
}

/** Injection token of the credential guards. */
export const CREDENTIAL_GUARDS = Symbol('CREDENTIAL_GUARDS');
