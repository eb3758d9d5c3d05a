/** One thing that must work before requests are worth sending here. */
export abstract class ReadinessCheck {
  /** What it is about, as it is named in the answer. */
  abstract readonly subject: string;
  /** What is wrong with it, in words; undefined when all is well. */
  abstract trouble(): Promise<string | undefined>;
}

export const READINESS_CHECKS = Symbol('READINESS_CHECKS');
