import type { HostClock } from '../clock/host-clock.js';
import type { DecoderProtocol } from '../protocol.js';
import type { DecoderLink } from '../links/decoder-link.js';
import type { DecoderStream } from '../stream/decoder.stream.js';
import type { DecodedChunk } from '../stream/recorded-parser.js';
import type { WithheldQuestion } from './question-manners.js';

export interface DecoderConnectionOptions {
  readonly protocol: DecoderProtocol;
  readonly link: DecoderLink;
  readonly createStream: () => DecoderStream;
  readonly hostClock: HostClock;
  /** Takes each decoded chunk; the link is not read while it waits, so that a slow store slows the decoder. */
  readonly deliver: (chunk: DecodedChunk) => Promise<void>;
  /** Whether a jump of the decoder's clock is one of the host's clock instead; `hostClock` is corrected by then. */
  readonly isOfHost: (movedUs: number | undefined) => boolean;
  /** Called after each connect and each `measureClock`: the clock was measured, or the decoder does not tell its time. */
  readonly clockSettled: (isNewOffset: boolean) => void;
  /** Called with the decoder's time when that is impossible. */
  readonly clockImplausible: (rtcTimeUs: number) => void;
  /** Called with a question that is withheld for a while, because the decoder hung up on it. */
  readonly withheld: (question: WithheldQuestion) => void;
  /** Whether another gateway stands by, so that a dead link has to be found soon. */
  readonly isWatched?: () => boolean;
  /** One line per change, for people. */
  readonly log: (message: string, isTrouble: boolean) => void;
  /** Period that is assumed until the decoder's own STATUS records show it. */
  readonly statusPeriodMs?: number;
}
