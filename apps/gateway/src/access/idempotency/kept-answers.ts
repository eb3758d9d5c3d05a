/** A call that was made under an Idempotency-Key. */
export interface KeptCall {
  /** Digest of the call, which tells whether another call asks for the same. */
  readonly fingerprint: string;
  /** The sealed answer; null while the call is being answered. */
  readonly answer: string | null;
}

/** Calls of the last 24 hours by their names, with their answers. */
export abstract class KeptAnswers {
  /** Resolves to the call that is kept under the name, or begins this one and resolves to undefined. */
  abstract begin(name: string, fingerprint: string): Promise<KeptCall | undefined>;
  abstract keep(name: string, call: KeptCall): Promise<void>;
  /** Frees the name. */
  abstract release(name: string): Promise<void>;
}
