import type { HostClock } from '../clock/host-clock.js';
import type { DecoderProtocol } from '../protocol.js';
import type { DecoderLink } from '../link/decoder-link.js';
import type { DecoderStream } from '../stream/decoder.stream.js';
import type { DecodedChunk } from '../stream/recorded-parser.js';
import type { WithheldQuestion } from './question-manners.js';

export interface DecoderConnectionOptions {
  readonly protocol: DecoderProtocol;
  readonly link: DecoderLink;
  readonly createStream: () => DecoderStream;
  readonly hostClock: HostClock;
  /** Takes what was decoded; the link is not read while it waits, so that a slow store slows the decoder. */
  readonly deliver: (chunk: DecodedChunk) => Promise<void>;
  /** Whether the clock of the host was wrong where this one seems to have moved; then it is another by now. */
  readonly isOfHost: (movedUs: number | undefined) => boolean;
  /** After each connect and each `measureClock`: the clock was measured, or the decoder does not tell its time. */
  readonly clockSettled: (isNewOffset: boolean) => void;
  /** It tells a time that cannot be its own. */
  readonly clockImplausible: (rtcTimeUs: number) => void;
  /** The decoder hung up on a question, and is not asked it for a while. */
  readonly withheld: (question: WithheldQuestion) => void;
  /** Whether another gateway stands by, so that a dead link is to be found soon. */
  readonly isWatched?: () => boolean;
  /** One line per change, for people. */
  readonly log: (message: string, isTrouble: boolean) => void;
  /** Until the decoder's own STATUS records show it. */
  readonly statusPeriodMs?: number;
}
