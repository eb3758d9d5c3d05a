export interface ReadinessTrouble {
  /** Name for programs, in one word. */
  readonly name: string;
  /** Trouble and remedy, for people. */
  readonly message: string;
  /** The trouble is told, and requests are worth sending all the same. */
  readonly isBearable?: true;
}

/** A condition for requests to be worth sending here. */
export abstract class ReadinessCheck {
  /** Name of the check in the answer. */
  abstract readonly subject: string;
  /** Present trouble, as far as it is known; undefined when all is well. */
  abstract trouble(): ReadinessTrouble | undefined;
}

export const READINESS_CHECKS = Symbol('READINESS_CHECKS');
