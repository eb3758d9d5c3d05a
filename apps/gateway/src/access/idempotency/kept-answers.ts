/** A call that was made under an Idempotency-Key, as it is known. */
export interface KeptCall {
  /** Tells whether another call asks for the same. */
  readonly fingerprint: string;
  /** Sealed; null while it is not known. */
  readonly answer: string | null;
}

/** Calls of the last 24 hours by their names, and what they were answered. */
export abstract class KeptAnswers {
  /** The call that is kept under the name; undefined where that is this one from now on. */
  abstract begin(name: string, fingerprint: string): Promise<KeptCall | undefined>;
  abstract keep(name: string, call: KeptCall): Promise<void>;
  /** The name is free again. */
  abstract release(name: string): Promise<void>;
}
