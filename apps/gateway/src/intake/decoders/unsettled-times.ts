import type { Passing, TimeWindow } from '#passings';

/** Times of crossing and of receipt between which the order of passings is to be looked at. */
export interface UnsettledSpan {
  readonly window: TimeWindow;
  /** Earliest receipt of the passings in the window. */
  readonly receivedFromMs: number;
  /** The passings may be of two numberings. */
  readonly isOfEarlierRun: boolean;
}

/** Keeps the span in which the passings lie that came out of order. */
export class UnsettledTimes {
  private span: UnsettledSpan | undefined;
  private isChanged = false;

  /** Begins with a span in which passings of an earlier run may lie. */
  begin(span: UnsettledSpan): void {
    this.span = span;
    this.isChanged = true;
  }

  /** Runs for a new connection: passings of the one before are settled as far as they can be. */
  forget(): void {
    if (!this.isChanged) this.span = undefined;
  }

  note({ timeUs, alternativeTimeUs, receivedAtMs }: Passing): void {
    const otherUs = alternativeTimeUs ?? timeUs;
    const { window, receivedFromMs, isOfEarlierRun } = this.span ?? {
      window: { fromUs: timeUs, untilUs: timeUs },
      receivedFromMs: receivedAtMs,
      isOfEarlierRun: false,
    };
    this.span = {
      window: {
        fromUs: Math.min(window.fromUs, timeUs, otherUs),
        untilUs: Math.max(window.untilUs, timeUs, otherUs),
      },
      receivedFromMs: Math.min(receivedFromMs, receivedAtMs),
      isOfEarlierRun,
    };
    this.isChanged = true;
  }

  /** Returns the span of all passings of this connection, or undefined where none came since the last call. */
  take(): UnsettledSpan | undefined {
    if (!this.isChanged) return undefined;
    this.isChanged = false;
    return this.span;
  }
}
