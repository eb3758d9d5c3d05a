import { encodeRecord, type FieldsToSend } from './encode-record.js';
import type { RejectReason } from './parser.js';
import type { P3Record } from './record.js';
import { ERROR_CODES, type RecordTypeName } from './record-types.js';

/** Version byte of every record that a decoder sends. */
const DECODER_VERSION = 2;

export function decoderFrame<Name extends RecordTypeName>(
  type: Name,
  fields: FieldsToSend<Name>,
): Uint8Array {
  return encodeRecord(type, fields, { version: DECODER_VERSION });
}

export const ERROR = {
  crc: 1,
  sorMissing: 2,
  header: 3,
  unknownType: 4,
  parametersMissing: 5,
  tooLong: 6,
} as const;

/** The error with which a decoder answers bytes that are no record. */
export const REJECT_ERRORS: Readonly<Record<RejectReason, number>> = {
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

export function errorFrame(
  errorCode: number,
  decoderId: number,
  requestId?: number,
  description = ERROR_CODES[errorCode],
): Uint8Array {
  return decoderFrame('ERROR', { errorCode, description, decoderId, requestId });
}

/** Returns the asked fields, as decoders do; all of them for a request that names none. */
export function askedOf<Name extends RecordTypeName>(
  fields: FieldsToSend<Name>,
  request: P3Record,
): FieldsToSend<Name> {
  if (request.asked.length === 0) return fields;
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => request.asked.includes(name)),
  ) as FieldsToSend<Name>;
}

/** Returns the fields of every answer: the decoder's id, and the id of the question. */
export function general(
  request: P3Record,
  decoderId: number,
): { decoderId: number; requestId: number | undefined } {
  return { decoderId, requestId: request.fields.requestId };
}
