import { ERROR_CODES, type P3RecordOf, type RecordTypeName } from '../p3/index.js';

/**
 * Why a question has no answer: refused with an ERROR record, not answered in time, no link to ask on, or not asked, because
 * the decoder hung up on it before.
 */
export type RequestFault = 'refused' | 'unanswered' | 'lost' | 'withheld';

export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly fault: RequestFault,
    message: string,
    /** CODE of the ERROR record with which it was refused. */
    readonly errorCode?: number,
  ) {
    super(message);
  }

  static unanswered(asked: RecordTypeName, timeoutMs: number): RequestError {
    return new RequestError('unanswered', `the decoder did not answer ${asked} within ${timeoutMs} ms`);
  }

  static withheld(question: RecordTypeName, forMs: number): RequestError {
    const message = `the decoder closed the link when it was asked ${question}: it is asked again in ${Math.ceil(forMs / 1000)} s at the earliest`;
    return new RequestError('withheld', message);
  }

  static refused(asked: RecordTypeName, { fields }: P3RecordOf<'ERROR'>): RequestError {
    const { errorCode, description } = fields;
    const meaning = description ?? ERROR_CODES[errorCode ?? 0] ?? 'no reason given';
    const message = `the decoder refused ${asked}: ${meaning} (error ${errorCode ?? 'without a code'})`;
    return new RequestError('refused', message, errorCode);
  }
}
