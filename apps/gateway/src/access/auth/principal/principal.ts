import type { Request } from 'express';
import type { Role } from '../../accounts/accounts.js';
import type { Scope } from '../../accounts/scope.js';

/** Who is asking, once the credentials have proved right. */
export interface Principal {
  /** Safe to log and to keep: never a secret. */
  readonly id: string;
  /** What people call it, where it has a name. Of no user: those are told by their id alone. */
  readonly name?: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The device that proved itself, where the family has one. */
  readonly deviceId?: string;
  /** With a login: who, as what, and which login. */
  readonly login?: { readonly userId: string; readonly role: Role; readonly loginId: string };
}

export interface IdentifiedRequest extends Request {
  principal?: Principal;
}
