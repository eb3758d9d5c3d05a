export interface ReadinessTrouble {
  /** One word for programs. */
  readonly name: string;
  /** What is wrong and what to do, for people. */
  readonly message: string;
  /** It is told, and requests are worth sending all the same. */
  readonly isBearable?: true;
}

/** One thing that must work before requests are worth sending here. */
export abstract class ReadinessCheck {
  /** What it is about, as it is named in the answer. */
  abstract readonly subject: string;
  /** What is wrong with it, as far as it is known; undefined when all is well. */
  abstract trouble(): ReadinessTrouble | undefined;
}

export const READINESS_CHECKS = Symbol('READINESS_CHECKS');
