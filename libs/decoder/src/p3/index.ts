export { ambCrc } from './crc.js';
export { askedOf, decoderFrame, ERROR, errorFrame, general, REJECT_ERRORS } from './decoder-answers.js';
export { ASK, encodeRecord, type EncodeOptions, type FieldsToSend } from './encode-record.js';
export { type P3Event, P3Parser, type ParserOptions, type RejectReason } from './parser.js';
export { p3 } from './protocol.js';
export type { P3Record, P3RecordOf } from './record.js';
export { ERROR_CODES, type FieldsOf, RECORD_TYPES, type RecordTypeName } from './record-types.js';
export { p3Requests } from './requests.js';
export { EOR, escapeFrame, MAX_FRAME_BYTES, SOR } from './wire.js';
