import type { Passing, TimeWindow } from '#passings';

/** When and where to look for passings whose order is to be looked at. */
export interface UnsettledSpan {
  readonly window: TimeWindow;
  /** They were received from here on. */
  readonly receivedFromMs: number;
  /** Whether their numbers are of one numbering is not known. */
  readonly isOfEarlierRun: boolean;
}

/** Which passings of a decoder came out of order, by where they lie. */
export class UnsettledTimes {
  private span: UnsettledSpan | undefined;
  private isChanged = false;

  /** There may be some of an earlier run. */
  begin(span: UnsettledSpan): void {
    this.span = span;
    this.isChanged = true;
  }

  /** Another connection: what came on the one before is settled as far as it can be. */
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

  /** Gives where all of this connection lie, where some came since it was asked last. */
  take(): UnsettledSpan | undefined {
    if (!this.isChanged) return undefined;
    this.isChanged = false;
    return this.span;
  }
}
