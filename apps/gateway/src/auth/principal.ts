import type { Request } from 'express';
import type { Scope } from './scope.js';

/** Who is asking, once the credentials have proved right. */
export interface Principal {
  /** Safe to log and to keep: never a secret. */
  readonly id: string;
  readonly scopes: ReadonlySet<Scope>;
}

export interface IdentifiedRequest extends Request {
  principal?: Principal;
}
