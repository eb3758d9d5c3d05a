import type { RelayIdentity, RelayQuestion, RelaySide, RelayState, ResendQuestion } from '../relay-side.js';
import type { PassingFields, StatusFields } from '../report.js';
import { askedOf, decoderFrame, ERROR, errorFrame, general, REJECT_ERRORS } from './decoder-answers.js';
import type { FieldsToSend } from './encode-record.js';
import type { Field, FieldValue } from './field.js';
import { type P3Event, P3Parser } from './parser.js';
import type { P3Record, P3RecordOf } from './record.js';
import { GENERAL_FIELDS, RECORD_TYPES, type RecordTypeName } from './record-types.js';

/** DECODER_TYPE of an AMBrc, as public drivers list it. */
const DECODER_TYPE = 0x10;
const NO_CHANGES = 'a relay changes nothing on the decoder';
const NO_NUMBERS = 'passings of this decoder have no numbers';

/** A P3 decoder as a relay of stored passings plays it. */
export function p3RelaySide(identity: RelayIdentity): RelaySide {
  const { decoderId } = identity;
  return {
    passing: (passing) => passingFrame(passing, decoderId),
    status: (status) => decoderFrame('STATUS', { ...statusFields(status), decoderId }),
    createReader() {
      // Real clients send a wrong LENGTH or none, and real decoders answer them.
      const parser = new P3Parser({ checkLength: false });
      return (bytes) => parser.push(bytes).map((event) => questionOf(event, identity));
    },
  };
}

function passingFrame(passing: PassingFields, decoderId: number): Uint8Array {
  return decoderFrame('PASSING', { ...fitting('PASSING', passing), decoderId });
}

/** Noise and GPS stand in each STATUS of a decoder. */
function statusFields(status: StatusFields): FieldsToSend<'STATUS'> {
  return { noise: 0, gps: 0, ...fitting('STATUS', status) };
}

/** Returns the values of a record's own fields that fit their bytes: a record is worth more than a value in it. */
function fitting<Name extends RecordTypeName>(type: Name, values: object): FieldsToSend<Name> {
  const table: Readonly<Record<string, Field | undefined>> = RECORD_TYPES[type].fields;
  const fits = ([name, value]: [string, FieldValue | undefined]): boolean => {
    const field = name in GENERAL_FIELDS ? undefined : table[name];
    return field !== undefined && value !== undefined && isFitting(field, value);
  };
  return Object.fromEntries(Object.entries(values).filter(fits)) as FieldsToSend<Name>;
}

function isFitting(field: Field, value: FieldValue): boolean {
  try {
    return field.write(value).length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function questionOf(event: P3Event, identity: RelayIdentity): RelayQuestion {
  const { decoderId } = identity;
  if (event.kind === 'rejected') return always(errorFrame(REJECT_ERRORS[event.reason], decoderId));
  const { record } = event;
  if (record.type === 'RESEND') return resendOf(record, decoderId);
  const answer = ANSWERS[record.type];
  if (answer === undefined)
    return always(errorFrame(ERROR.unknownType, decoderId, record.fields.requestId, NO_CHANGES));
  return { kind: 'state', answer: (state) => answer(record, state, identity) };
}

type Answer = (request: P3Record, state: RelayState, identity: RelayIdentity) => Uint8Array;

const ANSWERS: Partial<Record<RecordTypeName, Answer>> = {
  VERSION: (request, _state, { decoderId, description, version }) =>
    decoderFrame('VERSION', {
      ...askedOf<'VERSION'>({ decoderType: DECODER_TYPE, description, version }, request),
      ...general(request, decoderId),
    }),
  GET_TIME: (request, { nowUs }, { decoderId }) =>
    decoderFrame('GET_TIME', {
      ...askedOf<'GET_TIME'>({ rtcTimeUs: nowUs, flags: 0, utcTimeUs: nowUs }, request),
      ...general(request, decoderId),
    }),
  STATUS: (request, { status }, { decoderId }) =>
    decoderFrame('STATUS', {
      ...askedOf<'STATUS'>(statusFields(status), request),
      ...general(request, decoderId),
    }),
  SESSION: (request, { session }, { decoderId }) =>
    session === undefined
      ? errorFrame(ERROR.unknownType, decoderId, request.fields.requestId, NO_NUMBERS)
      : decoderFrame('SESSION', { ...fitting('SESSION', session), ...general(request, decoderId) }),
  PING: (request, _state, { decoderId }) => decoderFrame('PING', general(request, decoderId)),
};

function resendOf(request: P3RecordOf<'RESEND'>, decoderId: number): RelayQuestion {
  const { fromNumber, untilNumber, requestId } = request.fields;
  if (fromNumber === undefined || untilNumber === undefined)
    return always(errorFrame(ERROR.parametersMissing, decoderId, requestId));
  const question: ResendQuestion = {
    kind: 'resend',
    fromNumber,
    untilNumber,
    acknowledge: (highestNumber) =>
      decoderFrame('RESEND', {
        fromNumber: Math.min(fromNumber, highestNumber),
        untilNumber: Math.min(untilNumber, highestNumber),
        decoderId,
        requestId,
      }),
    refuse: (words) => errorFrame(ERROR.unknownType, decoderId, requestId, words),
  };
  return question;
}

function always(frame: Uint8Array): RelayQuestion {
  return { kind: 'state', answer: () => frame };
}
