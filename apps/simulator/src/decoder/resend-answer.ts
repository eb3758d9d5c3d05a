import { decoderFrame, type P3RecordOf } from '#p3';
import { passingFrame } from './decoder-frames.js';
import { type DecoderState, sessionFields } from './decoder-state.js';
import { NUMBER_COUNT } from './passing-counter.js';
import type { KeptPassing } from './kept-passing.js';

/** Parts of the answer to RESEND, before it is known which of them are sent, and in which order. */
export interface ResendAnswer {
  readonly decoderId: number;
  readonly requestId: number | undefined;
  readonly acknowledge: Uint8Array;
  readonly passings: Iterable<KeptPassing>;
}

/** Returns undefined for a request without both numbers, whose answer is an error. */
export function resendAnswer(request: P3RecordOf<'RESEND'>, state: DecoderState): ResendAnswer | undefined {
  const { fromNumber, untilNumber, requestId } = request.fields;
  if (fromNumber === undefined || untilNumber === undefined) return undefined;
  const { decoderId, ledger } = state;
  // After a wrap, the older passings have numbers above the last one.
  const highest = ledger.hasWrapped() ? NUMBER_COUNT - 1 : sessionFields(state).lastNumber;
  const acknowledge = decoderFrame('RESEND', {
    fromNumber: Math.min(fromNumber, highest),
    untilNumber: Math.min(untilNumber, highest),
    decoderId,
    requestId,
  });
  return { decoderId, requestId, acknowledge, passings: ledger.range(fromNumber, untilNumber) };
}

/** The acknowledge, then the passings that are still kept, unmarked, as if they happened now. */
export function* honoured({ acknowledge, passings, decoderId }: ResendAnswer): Generator<Uint8Array> {
  yield acknowledge;
  for (const passing of passings) yield passingFrame(passing, decoderId);
}
