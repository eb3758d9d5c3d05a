import { ERROR_CODES, type RejectReason } from '#p3';
import { decoderFrame } from './decoder-frames.js';

export const ERROR = {
  crc: 1,
  sorMissing: 2,
  header: 3,
  unknownType: 4,
  parametersMissing: 5,
  tooLong: 6,
} as const;

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

export function errorFrame(errorCode: number, decoderId: number, requestId?: number): Uint8Array {
  const description = ERROR_CODES[errorCode];
  return decoderFrame('ERROR', { errorCode, description, decoderId, requestId });
}
