import type { Conversation } from './conversation.js';
import type { DecoderObserver } from './decoder-state.js';

const SILENT_PERIODS = 3;
/** Longest silence before a probe, so that a dead link is found within 10 s. */
const LONGEST_SILENCE_MS = 6000;
const LONGEST_PROBE_MS = 3000;
/** Longest silence where another gateway stands by: it could have the decoder, so a dead link is found within 3 s. */
const HURRIED_SILENCE_MS = 1500;
const HURRIED_PROBE_MS = 1200;

/** Limits of a decoder's silence: before it is asked for a sign of life, and until that has to come. */
export class Patience {
  constructor(
    private readonly observer: DecoderObserver,
    private readonly conversation: Conversation,
    /** Whether another gateway stands by. */
    private readonly isWatched: () => boolean,
  ) {}

  /**
   * Returns the silence before a probe: a decoder that never answers and reports seldom gets the time of its STATUS
   * records.
   */
  silentMs(): number {
    const { statusPeriodMs } = this.observer;
    if (this.isHurried()) return Math.min(SILENT_PERIODS * statusPeriodMs, HURRIED_SILENCE_MS);
    const isHeardSoon = this.conversation.isTalking || statusPeriodMs < LONGEST_SILENCE_MS;
    return Math.min(SILENT_PERIODS * statusPeriodMs, isHeardSoon ? LONGEST_SILENCE_MS : Infinity);
  }

  answerMs(): number {
    return Math.min(this.observer.statusPeriodMs, this.isHurried() ? HURRIED_PROBE_MS : LONGEST_PROBE_MS);
  }

  /** Asks for a sign of life; false where no question may be asked. */
  probe(): boolean {
    return this.conversation.probe(LONGEST_PROBE_MS);
  }

  private isHurried(): boolean {
    return this.conversation.isTalking && this.isWatched();
  }
}
