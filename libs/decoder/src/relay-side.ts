import type { PassingFields, SessionFields, StatusFields } from './report.js';

/** Name and version by which a relay answers; the id stays the same as long as the decoder has its name. */
export interface RelayIdentity {
  readonly decoderId: number;
  readonly description: string;
  readonly version: string;
}

/** State of a relayed decoder when a client asks. */
export interface RelayState {
  readonly nowUs: number;
  readonly status: StatusFields;
  /** Undefined where the decoder's passings have no numbers. */
  readonly session: SessionFields | undefined;
}

/** A client's question for passings, both ends inclusive. */
export interface ResendQuestion {
  readonly kind: 'resend';
  readonly fromNumber: number;
  readonly untilNumber: number;
  /** Returns the frame in front of the passings. */
  acknowledge(highestNumber: number): Uint8Array;
  /** Returns the frame that says why not all passings come. */
  refuse(words: string): Uint8Array;
}

export interface StateQuestion {
  readonly kind: 'state';
  answer(state: RelayState): Uint8Array;
}

export type RelayQuestion = ResendQuestion | StateQuestion;

/** A decoder's side of a protocol that serves stored passings, without I/O and clock. */
export interface RelaySide {
  /** Values that do not fit the protocol are left out. */
  passing(passing: PassingFields): Uint8Array;
  status(status: StatusFields): Uint8Array;
  /** Makes the reader of one client's bytes, which are cut anywhere: bytes that are no question get an answer too. */
  createReader(): (bytes: Uint8Array) => readonly RelayQuestion[];
}
