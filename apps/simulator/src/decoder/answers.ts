import {
  askedOf,
  decoderFrame,
  ERROR,
  errorFrame,
  type FieldsToSend,
  general,
  type P3Event,
  type P3Record,
  type RecordTypeName,
  REJECT_ERRORS,
} from '#p3';
import { type DecoderState, sessionFields } from './decoder-state.js';
import type { Failings } from './failings.js';
import { resendAnswer } from './resend-answer.js';

const VERSION: FieldsToSend<'VERSION'> = {
  decoderType: 0x10,
  description: 'CoachLINK simulated decoder',
  version: '1.0.0',
  releaseTimeS: 1_767_225_600,
  registration: Uint8Array.of(0x53, 0x49, 0x4d, 0x55, 0x4c, 0x41, 0x54, 0x45),
  buildNumber: 1,
  options: 0,
};

/** Values of the one answer in a public source: 40 in each hold-off; the first two fields are asked for and not returned. */
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

/** The frames with which a decoder answers an event: none, one, or all the passings of a RESEND. */
export function answers(event: P3Event, state: DecoderState, failings: Failings): Iterable<Uint8Array> {
  if (event.kind === 'rejected') return [errorFrame(REJECT_ERRORS[event.reason], state.decoderId)];
  const { record } = event;
  if (record.type !== 'RESEND') return [answererOf(record, state)(record, state)];
  const answer = resendAnswer(record, state);
  return answer === undefined
    ? [errorFrame(ERROR.parametersMissing, state.decoderId, record.fields.requestId)]
    : failings.resent(answer);
}

type Answer = (request: P3Record, state: DecoderState) => Uint8Array;

const ANSWERS: Partial<Record<RecordTypeName, Answer>> = {
  VERSION: (request, state) =>
    decoderFrame('VERSION', { ...askedOf(VERSION, request), ...general(request, state.decoderId) }),
  GET_TIME: (request, state) => {
    const time = { rtcTimeUs: state.rtcTimeUs, flags: 0, utcTimeUs: state.utcTimeUs };
    return decoderFrame('GET_TIME', {
      ...askedOf<'GET_TIME'>(time, request),
      ...general(request, state.decoderId),
    });
  },
  STATUS: (request, state) =>
    decoderFrame('STATUS', { ...askedOf(state.status, request), ...general(request, state.decoderId) }),
  SESSION: (request, state) =>
    decoderFrame('SESSION', { ...sessionFields(state), ...general(request, state.decoderId) }),
  AUXILIARY_SETTINGS: (request, state) =>
    decoderFrame('AUXILIARY_SETTINGS', {
      ...askedOf(AUXILIARY_SETTINGS, request),
      ...general(request, state.decoderId),
    }),
  NETWORK_SETTINGS: (request, state) =>
    decoderFrame('NETWORK_SETTINGS', {
      ...askedOf(NETWORK_SETTINGS, request),
      ...general(request, state.decoderId),
    }),
  TIMELINE: (request, state) =>
    decoderFrame('TIMELINE', { ...askedOf(TIMELINE, request), ...general(request, state.decoderId) }),
  PING: (request, state) => decoderFrame('PING', general(request, state.decoderId)),
};

function answererOf({ type }: P3Record, { unknownQuestions }: DecoderState): Answer {
  return (unknownQuestions.has(type) ? undefined : ANSWERS[type]) ?? typeUnknown;
}

const typeUnknown: Answer = (request, state) =>
  errorFrame(ERROR.unknownType, state.decoderId, request.fields.requestId);
