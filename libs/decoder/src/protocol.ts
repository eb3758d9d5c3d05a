import type { NumberRange } from './commands/audit-plan.js';
import type { DecoderQuestion } from './commands/command.js';
import type { DecoderSide } from './decoder-side.js';
import type { Question, Refusal } from './question.js';
import type { DecoderEvent, ParserCounters, RefusalReport, WireId } from './report.js';

/** The licence that lets decoders be connected. */
export type DecoderKind = 'p3_decoder' | 'x2_decoder';

/** One protocol of timing decoders, complete: outside its folder only the registry names it. */
export interface DecoderProtocol {
  /** Word in front of the plus of a decoder URL. */
  readonly name: string;
  /** Licence of its decoders where their URL names no other. */
  readonly kind: DecoderKind;
  /** Transports of its decoders; a transport that is left out cannot stand in a URL. */
  readonly transports: {
    readonly tcp?: { readonly defaultPort: number };
    readonly serial?: { readonly defaultBaud: number };
    /** Datagrams to a port of this machine: decoders send them to it, or to everybody. */
    readonly udp?: { readonly defaultPort: number };
    /** A WebSocket, each message of which is taken as a line. */
    readonly ws?: { readonly defaultPort: number };
  };
  /** Makes the parser of one link: a parser remembers half a record. */
  createParser(): ReportParser;
  /** Form of records in captured bytes; undefined where each is a line of text. */
  readonly framing: Framing | undefined;
  /** Questions of the protocol; undefined where its decoders can only be listened to. */
  readonly dialogue: Dialogue | undefined;
  /** Origin of the times of its passings; `since_1970` where it is left out. */
  readonly clock?: ClockOrigin;
  /** Numbers by which a loss can be told; `passings` where it is left out. */
  readonly counting?: Counting;
  /** Set where decoders repeat a passing until it is acknowledged. */
  readonly acknowledgement?: Acknowledgement;
  /** Whether its decoders send nothing while nobody crosses, so that their silence has no meaning. */
  readonly isSilentWhenIdle?: boolean;
  /** Whether decoders are recorded whatever they can: not each of them can send passings again. */
  readonly isAlwaysRecorded?: boolean;
  /** Set where decoders on a network answer a datagram to everybody. */
  readonly discovery?: Discovery;
  /** Makes the side of a decoder, for a simulator. */
  readonly createSide?: () => DecoderSide;
}

/** `since_power_up`: times begin at 0 whenever the decoder is switched on. `time_of_day`: they begin at each midnight. */
export type ClockOrigin = 'since_1970' | 'since_power_up' | 'time_of_day';

/** `passings`: each has a number. `lines`: status lines are numbered with them. `nothing`: there are no numbers. */
export type Counting = 'passings' | 'lines' | 'nothing';

/** A datagram that decoders on a network answer. */
export interface Discovery {
  /** Port of the decoders, and the one of this machine to which they answer. */
  readonly port: number;
  readonly answersTo: number;
  readonly question: Uint8Array;
}

/** The word that a decoder waits for before it sends its next passing. */
export interface Acknowledgement {
  readonly bytes: Uint8Array;
  /** Reasons of rejected ranges that were a passing, and the number of them in a row that is acknowledged nevertheless. */
  readonly spoiled: readonly string[];
  readonly mostSpoiled: number;
}

export interface Framing {
  /** Bytes that begin or end a record. */
  readonly marks: readonly number[];
  /** Whether a record begins in bytes that may as well be text. */
  hasRecord(bytes: Uint8Array): boolean;
  /** Returns the places where records begin, so that a capture can be played one by one. */
  recordStarts(bytes: Uint8Array): readonly number[];
}

/** A parser without I/O and clock, which never throws and holds a bounded number of bytes whatever comes in. */
export interface ReportParser {
  readonly counters: ParserCounters;
  /** Whether no unfinished record is held. */
  readonly isBetweenRecords: boolean;
  push(bytes: Uint8Array): readonly DecoderEvent[];
  /** Ends the stream: reports the bytes of an unfinished record. */
  end(): readonly DecoderEvent[];
}

/** Questions of a protocol. A question that its decoders do not know is undefined. */
export interface Dialogue {
  /** Written to each new link before the first question. */
  readonly greeting?: Uint8Array;
  /** Questions for a sign of life. */
  readonly signs: readonly Question[];
  /** Answered by an `identity` report. */
  readonly identity: Question | undefined;
  /** Answered by a `time` report. */
  readonly time: Question | undefined;
  /** Answered by a `session` report, with the first and last passing number. */
  readonly session: Question | undefined;
  /** Has passings sent again, both ends inclusive. */
  readonly resend: ((block: NumberRange, wireId: WireId | undefined) => Question) | undefined;
  /** Questions that people can ask, under a code. */
  readonly commands: readonly DecoderQuestion[];
  /** Returns the refusal in words for people, and whether the decoder does not know the question at all. */
  refusalOf(report: RefusalReport): Refusal;
}

export interface Capabilities {
  /** Whether its decoders number their passings, keep them, and send them again when asked. */
  readonly canResend: boolean;
  /** Whether its decoders tell the time of their own clock. */
  readonly hasClock: boolean;
  /** Whether its decoders tell which passing numbers they have. */
  readonly hasNumbers: boolean;
  readonly commands: readonly DecoderQuestion[];
}

export function capabilitiesOf({ dialogue }: DecoderProtocol): Capabilities {
  return {
    canResend: dialogue?.resend !== undefined,
    hasClock: dialogue?.time !== undefined,
    hasNumbers: dialogue?.session !== undefined,
    commands: dialogue?.commands ?? [],
  };
}
