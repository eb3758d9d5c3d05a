import type { NumberRange } from './commands/audit-plan.js';
import type { DecoderQuestion } from './commands/command.js';
import type { Question } from './question.js';
import type { DecoderEvent, ParserCounters, RefusalReport, WireId } from './report.js';

/** The licence that lets decoders be connected. */
export type DecoderKind = 'p3_decoder' | 'x2_decoder';

/**
 * One protocol of timing decoders, and all that the gateway knows of it: nothing outside its folder names it but the registry.
 */
export interface DecoderProtocol {
  /** Stands in front of the plus of a decoder URL. */
  readonly name: string;
  /** The licence that its decoders need where their URL names no other. */
  readonly kind: DecoderKind;
  /** How its decoders are reached; a transport that is not there cannot stand in a URL. */
  readonly transports: {
    readonly tcp?: { readonly defaultPort: number };
    readonly serial?: { readonly defaultBaud: number };
  };
  /** A parser remembers half a record: each link has one of its own. */
  createParser(): ReportParser;
  /** How records are found in captured bytes; undefined where each is a line of text. */
  readonly framing: Framing | undefined;
  /** How it is spoken to; undefined where its decoders only speak. */
  readonly dialogue: Dialogue | undefined;
}

export interface Framing {
  /** Bytes that begin or end a record. */
  readonly marks: readonly number[];
  /** Whether a record begins in bytes that may as well be text. */
  hasRecord(bytes: Uint8Array): boolean;
  /** Where records begin, so that a capture can be played one by one. */
  recordStarts(bytes: Uint8Array): readonly number[];
}

/** Knows no I/O and no clock, never throws, and holds a bounded number of bytes whatever comes in. */
export interface ReportParser {
  readonly counters: ParserCounters;
  /** Nothing is held that bytes to come could complete. */
  readonly isBetweenRecords: boolean;
  push(bytes: Uint8Array): readonly DecoderEvent[];
  /** The stream has ended: reports bytes that were left in the middle of a record. */
  end(): readonly DecoderEvent[];
}

/** The words in which decoders of a protocol are asked. A question that its decoders do not know is undefined. */
export interface Dialogue {
  /** Each asks for a sign of life. */
  readonly signs: readonly Question[];
  /** Answered by an `identity` report. */
  readonly identity: Question | undefined;
  /** Answered by a `time` report. */
  readonly time: Question | undefined;
  /** Answered by a `session` report, with the first and last passing number. */
  readonly session: Question | undefined;
  /** Has passings sent again, both ends inclusive. */
  readonly resend: ((block: NumberRange, wireId: WireId | undefined) => Question) | undefined;
  /** Can be asked by people, under a code. */
  readonly commands: readonly DecoderQuestion[];
  /** For people, and whether the decoder does not know the question at all. */
  refusalOf(report: RefusalReport): { readonly words: string; readonly isUnsupported: boolean };
}

export interface Capabilities {
  /** Its decoders number their passings, keep them, and send them again when asked. */
  readonly canResend: boolean;
  /** They tell the time of their own clock. */
  readonly hasClock: boolean;
  /** They tell which passing numbers they have. */
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
