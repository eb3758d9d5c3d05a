import type { FieldsToSend, RecordTypeName } from '#p3';
import type { PassingLedger } from './passing-ledger.js';

/** State of a decoder when it is asked. */
export interface DecoderState {
  readonly decoderId: number;
  readonly ledger: PassingLedger;
  readonly rtcTimeUs: number;
  readonly utcTimeUs: number;
  readonly sessionNumber: number;
  readonly sessionTimeS: number;
  /** Number that the next passing gets, and the one of the last, kept or not. */
  readonly nextNumber: number;
  readonly lastNumber: number;
  readonly status: FieldsToSend<'STATUS'>;
  readonly unknownQuestions: ReadonlySet<RecordTypeName>;
  readonly sessionCountsFromZero: boolean;
}

/** Times and numbers of a SESSION record. */
export interface SessionFields {
  readonly sessionNumber: number;
  readonly sessionTimeS: number;
  readonly firstNumber: number;
  readonly lastNumber: number;
}

/** Fields of SESSION; a decoder without passings tells a first number behind its last. */
export function sessionFields(state: DecoderState): SessionFields {
  const { sessionNumber, sessionTimeS, nextNumber, lastNumber, sessionCountsFromZero } = state;
  if (sessionCountsFromZero)
    return { sessionNumber, sessionTimeS, firstNumber: 0, lastNumber: state.ledger.all().length };
  const { first, last } = state.ledger.bounds() ?? { first: nextNumber, last: lastNumber };
  return { sessionNumber, sessionTimeS, firstNumber: first, lastNumber: last };
}
