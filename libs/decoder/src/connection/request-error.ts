import type { Refusal } from '../question.js';

/**
 * Reason why a question has no answer: refused by the decoder, not answered in time, no link to ask on, or withheld,
 * because the decoder hung up on it before.
 */
export type RequestFault = 'refused' | 'unanswered' | 'lost' | 'withheld';

export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly fault: RequestFault,
    message: string,
    /** Whether the decoder does not know the question. */
    readonly isUnsupported = false,
  ) {
    super(message);
  }

  static unanswered(asked: string, timeoutMs: number): RequestError {
    return new RequestError('unanswered', `the decoder did not answer ${asked} within ${timeoutMs} ms`);
  }

  static withheld(question: string, forMs: number): RequestError {
    const message = `the decoder closed the link when it was asked ${question}: it is asked again in ${Math.ceil(forMs / 1000)} s at the earliest`;
    return new RequestError('withheld', message);
  }

  static refused(asked: string, { words, isUnsupported }: Refusal): RequestError {
    return new RequestError('refused', `the decoder refused ${asked}: ${words}`, isUnsupported);
  }
}
