import type { Request } from 'express';
import type { Role, Scope } from '../../accounts/rights.js';

/** The caller, once the credentials have proved right. */
export interface Principal {
  /** An id that is safe to log and to keep: never a secret. */
  readonly id: string;
  /** The name that people gave an api key. Users have none here: logs tell them by their id alone. */
  readonly name?: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The proven device, where the family has one. */
  readonly deviceId?: string;
  /** The user, the role and the login, with credentials of the family `login`. */
  readonly login?: { readonly userId: string; readonly role: Role; readonly loginId: string };
}

export interface IdentifiedRequest extends Request {
  principal?: Principal;
  /** Checks the credentials of an answer that goes on for long once more; false where they count no longer. */
  isStillAllowed?: () => Promise<boolean>;
}
