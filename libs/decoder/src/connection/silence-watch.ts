export interface SilenceWatchOptions {
  /** Silence after which the link is probed. */
  readonly silentMs: () => number;
  /** Time that the answer to the probe may take. */
  readonly answerMs: () => number;
  /** Asks the other side for any sign of life; false where no question may be asked, so that the link is only listened to. */
  readonly probe: () => boolean;
  readonly dead: () => void;
}

/**
 * Finds the dead link that still looks open (a cable pulled, a decoder without power) without bouncing one that
 * is merely idle: after a silence it asks, and only an unanswered question counts.
 */
export class SilenceWatch {
  private timer: NodeJS.Timeout | undefined;
  private probing = false;

  constructor(private readonly options: SilenceWatchOptions) {
    this.heard();
  }

  /** Begins anew: bytes came, or reading was paused on this side. */
  heard(): void {
    this.probing = false;
    this.arm(this.options.silentMs());
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private arm(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.elapsed();
    }, delayMs);
  }

  private elapsed(): void {
    if (this.probing) {
      this.options.dead();
      return;
    }
    this.probing = true;
    const { answerMs, silentMs, probe } = this.options;
    this.arm(probe() ? answerMs() : silentMs());
  }
}
