import {
  ERROR_CODES,
  type FieldsToSend,
  type P3Event,
  type P3Record,
  type P3RecordOf,
  type RecordTypeName,
  type RejectReason,
} from '#decoder';
import { decoderFrame, passingFrame } from './decoder-frames.js';
import type { PassingLedger } from './passing-ledger.js';

/** What a decoder knows when it is asked. */
export interface DecoderState {
  readonly decoderId: number;
  readonly ledger: PassingLedger;
  readonly rtcTimeUs: number;
  readonly utcTimeUs: number;
  readonly sessionNumber: number;
  readonly sessionTimeS: number;
  /** Number that the next passing gets. */
  readonly nextNumber: number;
  readonly status: FieldsToSend<'STATUS'>;
}

const ERROR = { crc: 1, sorMissing: 2, header: 3, unknownType: 4, parametersMissing: 5, tooLong: 6 };

const REJECT_ERRORS: Readonly<Record<RejectReason, number>> = {
  junk: ERROR.sorMissing,
  truncated: ERROR.header,
  oversize: ERROR.tooLong,
  dangling_escape: ERROR.header,
  bad_escape: ERROR.header,
  too_short: ERROR.header,
  bad_length: ERROR.header,
  bad_crc: ERROR.crc,
  tlv_overrun: ERROR.header,
};

const VERSION: FieldsToSend<'VERSION'> = {
  decoderType: 0x10,
  description: 'CoachLINK simulated decoder',
  version: '1.0.0',
  releaseTimeS: 1_767_225_600,
  registration: Uint8Array.of(0x53, 0x49, 0x4d, 0x55, 0x4c, 0x41, 0x54, 0x45),
  buildNumber: 1,
  options: 0,
};

/** As the one answer in a public source: 40 in each hold-off; the first two fields are asked for and not returned. */
const AUXILIARY_SETTINGS: FieldsToSend<'AUXILIARY_SETTINGS'> = {
  holdOff03: 40,
  holdOff04: 40,
  holdOff05: 40,
};

const NETWORK_SETTINGS: FieldsToSend<'NETWORK_SETTINGS'> = {
  staticAddress: '192.0.2.10',
  staticMask: '255.255.255.0',
  staticGateway: '192.0.2.1',
  dns: '192.0.2.1',
  setting06: 0,
  setting07: 1,
  activeAddress: '192.0.2.10',
  activeMask: '255.255.255.0',
  activeGateway: '192.0.2.1',
};

const TIMELINE: FieldsToSend<'TIMELINE'> = { name: 'Finish', field02: 0x0401, field03: 3, field04: 4 };

/** The frames with which a decoder answers what came in: none, one, or all the passings of a RESEND. */
export function* answers(event: P3Event, state: DecoderState): Generator<Uint8Array> {
  if (event.kind === 'rejected') yield errorFrame(REJECT_ERRORS[event.reason], state);
  else yield* answersTo(event.record, state);
}

function* answersTo(request: P3Record, state: DecoderState): Generator<Uint8Array> {
  if (request.type === 'RESEND') yield* resend(request, state);
  else yield (ANSWERS[request.type] ?? typeUnknown)(request, state);
}

type Answer = (request: P3Record, state: DecoderState) => Uint8Array;

const ANSWERS: Partial<Record<RecordTypeName, Answer>> = {
  VERSION: (request, state) =>
    decoderFrame('VERSION', { ...askedOf(VERSION, request), ...general(request, state) }),
  GET_TIME: (request, state) => {
    const time = { rtcTimeUs: state.rtcTimeUs, flags: 0, utcTimeUs: state.utcTimeUs };
    return decoderFrame('GET_TIME', { ...askedOf<'GET_TIME'>(time, request), ...general(request, state) });
  },
  STATUS: (request, state) =>
    decoderFrame('STATUS', { ...askedOf(state.status, request), ...general(request, state) }),
  SESSION: (request, state) =>
    decoderFrame('SESSION', { ...sessionFields(state), ...general(request, state) }),
  AUXILIARY_SETTINGS: (request, state) =>
    decoderFrame('AUXILIARY_SETTINGS', {
      ...askedOf(AUXILIARY_SETTINGS, request),
      ...general(request, state),
    }),
  NETWORK_SETTINGS: (request, state) =>
    decoderFrame('NETWORK_SETTINGS', { ...askedOf(NETWORK_SETTINGS, request), ...general(request, state) }),
  TIMELINE: (request, state) =>
    decoderFrame('TIMELINE', { ...askedOf(TIMELINE, request), ...general(request, state) }),
  PING: (request, state) => decoderFrame('PING', general(request, state)),
};

const typeUnknown: Answer = (request, state) =>
  errorFrame(ERROR.unknownType, state, request.fields.requestId);

function general(
  request: P3Record,
  state: DecoderState,
): { decoderId: number; requestId: number | undefined } {
  return { decoderId: state.decoderId, requestId: request.fields.requestId };
}

/** The acknowledge, then the passings that are still kept, as if they happened now: nothing marks them. */
function* resend(request: P3RecordOf<'RESEND'>, state: DecoderState): Generator<Uint8Array> {
  const { fromNumber, untilNumber, requestId } = request.fields;
  const { decoderId, ledger } = state;
  if (fromNumber === undefined || untilNumber === undefined) {
    yield errorFrame(ERROR.parametersMissing, state, requestId);
    return;
  }
  const { lastNumber } = sessionFields(state);
  yield decoderFrame('RESEND', {
    fromNumber: Math.min(fromNumber, lastNumber),
    untilNumber: Math.min(untilNumber, lastNumber),
    decoderId,
    requestId,
  });
  for (const passing of ledger.range(fromNumber, untilNumber)) yield passingFrame(passing, decoderId);
}

function sessionFields(state: DecoderState) {
  const { sessionNumber, sessionTimeS, nextNumber } = state;
  const { first, last } = state.ledger.bounds() ?? { first: nextNumber, last: nextNumber - 1 };
  return { sessionNumber, sessionTimeS, firstNumber: first, lastNumber: last };
}

/** Decoders return the fields that were asked for; here also all of them to a request that names none. */
function askedOf<Name extends RecordTypeName>(
  fields: FieldsToSend<Name>,
  request: P3Record,
): FieldsToSend<Name> {
  if (request.asked.length === 0) return fields;
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => request.asked.includes(name)),
  ) as FieldsToSend<Name>;
}

function errorFrame(errorCode: number, state: DecoderState, requestId?: number): Uint8Array {
  const description = ERROR_CODES[errorCode];
  return decoderFrame('ERROR', { errorCode, description, decoderId: state.decoderId, requestId });
}
