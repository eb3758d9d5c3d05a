export type { Arrival, ClockEra } from './clock/clock-eras.js';
export { type DatingCandidate, datesByOrder } from './clock/date-by-order.js';
export {
  type ClockMeasurement,
  type ClockState,
  type Dating,
  DecoderClock,
  type KeptClock,
} from './clock/decoder-clock.js';
export { EstimatedClock } from './clock/estimated-clock.js';
export { ReceiptClock } from './clock/receipt-clock.js';
export { TimeOfDayClock } from './clock/time-of-day-clock.js';
export { HostClock, SystemHostClock } from './clock/host-clock.js';
export type { DecoderCommand, DecoderQuestion } from './commands/command.js';
export { DECODER_COMMANDS, decoderCommandOf, PASSING_AUDIT } from './commands/decoder-commands.js';
export { type AuditPlan, newestOf, type NumberRange, planAudit } from './commands/audit-plan.js';
export type { DecoderConnectionOptions } from './connection/connection-options.js';
export { DecoderConnection } from './connection/decoder-connection.js';
export type { WithheldQuestion } from './connection/question-manners.js';
export { RequestError } from './connection/request-error.js';
export { resendBlock, type ResentBlock } from './connection/resend-block.js';
export type { DecoderState, LinkPermission, LinkState } from './connection/decoder-state.js';
export type { RelayIdentity, RelayQuestion, RelaySide, RelayState, ResendQuestion } from './relay-side.js';
export type { DecoderSide, Reply, SentPassing, Told } from './decoder-side.js';
export { DecoderModule } from './decoder.module.js';
export { DecoderLink } from './links/decoder-link.js';
export {
  type DecoderAddress,
  describeTransport,
  formatDecoderUrl,
  parseDecoderUrl,
  protocolAt,
} from './links/decoder-url.js';
export { linkFor } from './links/link-for.js';
export { loopIdOf } from './links/loop-map.js';
export { describeHost } from './links/transport-url.js';
export { SerialLink } from './links/serial-link.js';
export { TcpLink } from './links/tcp-link.js';
export {
  type Acknowledgement,
  capabilitiesOf,
  type ClockOrigin,
  type Counting,
  type DecoderKind,
  type DecoderProtocol,
  type Dialogue,
  type ReportParser,
} from './protocol.js';
export type { Question, QuestionPurpose } from './question.js';
export { createRelaySide, PROTOCOLS, protocolOf } from './registry.js';
export {
  type DecoderEvent,
  type DecoderReport,
  formatDecoderId,
  type ParserCounters,
  type PassingFields,
  type PassingReport,
  type RejectedBytes,
  type ReportValue,
  type SessionReport,
  type WireId,
} from './report.js';
export { type ByteKeeper, DecoderStream } from './stream/decoder.stream.js';
export { DecoderParser } from './stream/decoder-parser.service.js';
export { type DecodedChunk, RecordedParser } from './stream/recorded-parser.js';
