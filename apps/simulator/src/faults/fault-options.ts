import { RESEND_BEHAVIOURS, type ResendBehaviour } from './resend-faults.js';

/**
 * Faults on the line from decoder to client. Each number is the probability per frame, 0 to 1, unless its comment says
 * otherwise; an absent fault does not happen. The decoder's own memory is not affected.
 */
export interface FaultOptions {
  /** The frame arrives in several pieces. */
  readonly cutFrame?: number;
  /** The end of the frame never comes. */
  readonly truncateFrame?: number;
  readonly badCrc?: number;
  /** One bit anywhere in the frame, its edges included. */
  readonly flippedBit?: number;
  /** Bytes before the frame that belong to no frame. */
  readonly junk?: number;
  /** A malformed frame of some kind comes before the frame, which arrives whole all the same. */
  readonly malformed?: number;
  /** The connection is cut at a random byte of the frame. */
  readonly cutConnection?: number;
  /** A passing is kept, but not pushed: only RESEND brings it. Probability per passing. */
  readonly hole?: number;
  /** Answer to RESEND; default `honoured`. */
  readonly resend?: ResendBehaviour;
  /** With `partial`: the probability per asked passing that it comes; default 0.5. */
  readonly resendShare?: number;
  /** The CRC of a resent passing is wrong, in addition to `badCrc`. */
  readonly resendBadCrc?: number;
  /** Delay of answers in milliseconds; pushed frames do not wait for them. */
  readonly answerDelayMs?: number;
  /** Clients are taken, and not a byte is sent to them: the half-open line, the frozen decoder. */
  readonly silent?: boolean;
}

const LONGEST_DELAY_MS = 3_600_000;

/** Refuses impossible faults by their name. */
export function checkFaults(faults: FaultOptions): void {
  const { resend, answerDelayMs = 0, ...others } = faults;
  if (resend !== undefined && !RESEND_BEHAVIOURS.includes(resend)) {
    throw new RangeError(`fault resend: ${resend}, give ${RESEND_BEHAVIOURS.join(', ')}`);
  }
  if (!(answerDelayMs >= 0 && answerDelayMs <= LONGEST_DELAY_MS)) {
    throw new RangeError(`fault answerDelayMs: ${answerDelayMs}, give 0 to ${LONGEST_DELAY_MS}`);
  }
  for (const [name, value] of Object.entries(others) as [string, unknown][]) {
    if (typeof value === 'number' && !(value >= 0 && value <= 1)) {
      throw new RangeError(`fault ${name}: ${value} is no probability, give 0 to 1`);
    }
  }
}
