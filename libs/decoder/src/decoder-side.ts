/** A passing as a simulated decoder has it. */
export interface SentPassing {
  readonly passingNumber: number;
  readonly transponder: number;
  /** Time by the decoder's clock; its origin is that of the protocol. */
  readonly rtcTimeUs: number;
  readonly strength: number;
  readonly hits: number;
}

/** State of a simulated decoder when a client asks. */
export interface Told {
  /** Time by the decoder's clock. */
  readonly rtcTimeUs: number;
  readonly firstNumber: number;
  readonly lastNumber: number;
}

/** Reply to a client: bytes, passings to be sent again, or what a word of the client does. */
export type Reply =
  Uint8Array | { readonly from: number; readonly until: number } | 'acknowledged' | 'push_begins';

/** The decoder's side of a protocol, without I/O and clock: what a simulator needs to speak it. */
export interface DecoderSide {
  /** Whether passings are pushed to a client before it asks for that. */
  readonly pushesUnasked: boolean;
  /** Whether a passing is repeated until it is acknowledged, and no other is sent before. */
  readonly waitsForAcknowledgement: boolean;
  passing(passing: SentPassing, isResent: boolean): Uint8Array;
  /** Returns the line that is sent every few seconds; undefined where there is none. */
  status(): Uint8Array | undefined;
  /** Returns the replies to what a client wrote, and the end of it that is no whole question yet. */
  answers(written: string, told: Told): { readonly replies: readonly Reply[]; readonly rest: string };
}

/** The side of a decoder that only speaks. */
export const LISTENS_TO_NOBODY = {
  pushesUnasked: true,
  waitsForAcknowledgement: false,
  answers: () => ({ replies: [], rest: '' }),
} satisfies Partial<DecoderSide>;

/** Splits what a client wrote into whole lines and the rest. */
export function linesIn(written: string): { readonly lines: readonly string[]; readonly rest: string } {
  const lines = written.split('\n').map((line) => line.replace(/\r$/, ''));
  const rest = lines.pop() ?? '';
  return { lines: lines.filter((line) => line !== ''), rest };
}
