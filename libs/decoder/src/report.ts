/** Id by which a decoder names itself on the wire: a number or a text, as its protocol has it. */
export type WireId = number | string;

/** A field that is unknown to the protocol, or whose bytes cannot be its value: never lost, never fatal. */
export interface RawField {
  /** Number or name, as the protocol has it. */
  readonly id: number | string;
  readonly bytes: Uint8Array;
}

export type ReportValue = number | string | Uint8Array;

interface CommonFields {
  readonly decoderId?: WireId | undefined;
  /** Id of the question that is answered, where the decoder echoes it. */
  readonly requestId?: number | undefined;
  /** Number of the record among those of every kind, where the decoder counts its records. */
  readonly sequence?: number | undefined;
}

interface ReportOf<Kind extends string, Fields> {
  readonly kind: Kind;
  /** Type of the record in the words of the protocol, such as PASSING; an answer has that of its question. */
  readonly type: string;
  /** Type and version as numbers on the wire, where the protocol has some. */
  readonly tor?: number;
  readonly version?: number;
  readonly fields: Fields & CommonFields;
  /** Names of fields that stand for a question: "please return this one". */
  readonly asked: readonly string[];
  readonly raw: readonly RawField[];
}

/** A rider crossed a loop. Values that the decoder did not report are undefined. */
export interface PassingFields {
  readonly passingNumber?: number | undefined;
  /** Number of the transponder; decoders send it, the printed code, or both. */
  readonly transponder?: number | undefined;
  readonly transponderCode?: string | undefined;
  /** Time by the clock of the decoder, which may be of any epoch and zone. */
  readonly rtcTimeUs?: number | undefined;
  /** Time by a clock that is known to be right, such as GPS. */
  readonly utcTimeUs?: number | undefined;
  /** Loop or channel by the decoder's own name, where it has several. */
  readonly loop?: string | undefined;
  readonly strength?: number | undefined;
  readonly hits?: number | undefined;
  readonly flags?: number | undefined;
  readonly batteryVoltageV?: number | undefined;
}

/** State of the decoder; sent without a question every few seconds. */
export interface StatusFields {
  readonly noise?: number | undefined;
  readonly gps?: number | undefined;
  readonly temperatureC?: number | undefined;
  readonly satellitesInUse?: number | undefined;
  readonly loopTriggers?: number | undefined;
  readonly inputVoltageV?: number | undefined;
}

/** Identity of the decoder. */
export interface IdentityFields {
  readonly decoderType?: number | undefined;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  readonly releaseTimeS?: number | undefined;
  readonly buildNumber?: number | undefined;
}

/** Range of the decoder's passing numbers, and the moment since which they count. */
export interface SessionFields {
  readonly sessionNumber?: number | undefined;
  readonly sessionTimeS?: number | undefined;
  readonly firstNumber?: number | undefined;
  readonly lastNumber?: number | undefined;
}

export interface TimeFields {
  readonly rtcTimeUs?: number | undefined;
}

export type PassingReport = ReportOf<'passing', PassingFields>;
export type StatusReport = ReportOf<'status', StatusFields>;
export type IdentityReport = ReportOf<'identity', IdentityFields>;
export type SessionReport = ReportOf<'session', SessionFields>;
export type TimeReport = ReportOf<'time', TimeFields>;
/** Refusal of a question, with its reason. */
export type RefusalReport = ReportOf<
  'refusal',
  { readonly errorCode?: number | undefined; readonly description?: string | undefined }
>;
export type OtherReport = ReportOf<'other', Readonly<Record<string, ReportValue | undefined>>>;

/** A whole record of a decoder, in words that every protocol shares. */
export type DecoderReport =
  PassingReport | StatusReport | IdentityReport | SessionReport | TimeReport | RefusalReport | OtherReport;

/** Bytes that are no record of the protocol, and the reason. */
export interface RejectedBytes {
  readonly kind: 'rejected';
  readonly reason: string;
  readonly bytes: Uint8Array;
}

/** A part of a stream of bytes: every byte is in a record or in a rejected range. */
export type DecoderEvent = { readonly kind: 'record'; readonly record: DecoderReport } | RejectedBytes;

export interface ParserCounters {
  /** Bytes taken in. */
  bytes: number;
  records: number;
  /** Rejected ranges by reason. */
  rejected: Readonly<Record<string, number>>;
  /** Records of a type that the protocol does not know. */
  unknownTypes: number;
  /** Fields that were kept raw: unknown id, or bytes that cannot be its value. */
  unknownFields: number;
}

/** Returns the id of a decoder for people: a number as 8 hex digits, most significant first. */
export function formatDecoderId(wireId: WireId): string {
  return typeof wireId === 'string' ? wireId : wireId.toString(16).toUpperCase().padStart(8, '0');
}
