import type { Conversation } from './conversation.js';
import type { DecoderObserver } from './decoder-state.js';

const SILENT_PERIODS = 3;
/** A link is suspect after so long, so that a dead one is found within 10 s. */
const LONGEST_SILENCE_MS = 6000;
const LONGEST_PROBE_MS = 3000;
/** Where another gateway stands by, a dead link costs it the decoder, and is found within 3 s. */
const HURRIED_SILENCE_MS = 1500;
const HURRIED_PROBE_MS = 1200;

/** How long a decoder may be silent before it is asked for a sign of life, and how long that may take. */
export class Patience {
  constructor(
    private readonly observer: DecoderObserver,
    private readonly conversation: Conversation,
    /** Whether another gateway stands by. */
    private readonly isWatched: () => boolean,
  ) {}

  /** One that never answers and reports seldom is given the time of its own STATUS records. */
  silentMs(): number {
    const { statusPeriodMs } = this.observer;
    if (this.isHurried()) return Math.min(SILENT_PERIODS * statusPeriodMs, HURRIED_SILENCE_MS);
    const isHeardSoon = this.conversation.isTalking || statusPeriodMs < LONGEST_SILENCE_MS;
    return Math.min(SILENT_PERIODS * statusPeriodMs, isHeardSoon ? LONGEST_SILENCE_MS : Infinity);
  }

  answerMs(): number {
    return Math.min(this.observer.statusPeriodMs, this.isHurried() ? HURRIED_PROBE_MS : LONGEST_PROBE_MS);
  }

  /** Asks it; false where it must not be asked. */
  probe(): boolean {
    return this.conversation.probe(LONGEST_PROBE_MS);
  }

  private isHurried(): boolean {
    return this.conversation.isTalking && this.isWatched();
  }
}
