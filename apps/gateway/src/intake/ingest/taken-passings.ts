import type { Passing, TimeWindow } from '#passings';

/** Passings of a day with 200 riders; with more, only the time of receipt tells those of this run. */
const MOST_REMEMBERED = 500_000;

/**
 * The passings taken in by this run: their span of time, and their identities where an earlier run may have received others
 * at the same times.
 */
export class TakenPassings {
  private span: TimeWindow | undefined;
  private remembered: Set<string> | undefined;

  /**
   * Remembers each identity: this machine's clock was behind at the start, so that an earlier run may have received passings
   * at the times that it says.
   */
  rememberEach(): void {
    this.remembered = new Set();
  }

  note(passing: Passing): void {
    const { timeUs } = passing;
    if (this.span === undefined) this.span = { fromUs: timeUs, untilUs: timeUs };
    else if (timeUs < this.span.fromUs) this.span = { ...this.span, fromUs: timeUs };
    else if (timeUs > this.span.untilUs) this.span = { ...this.span, untilUs: timeUs };
    this.remembered?.add(identityOf(passing));
    if ((this.remembered?.size ?? 0) > MOST_REMEMBERED) this.remembered = undefined;
  }

  /** Times between which all taken passings lie. */
  get window(): TimeWindow | undefined {
    return this.span;
  }

  /** Widens the span after taken passings were moved by `byUs`. */
  moved(byUs: number): void {
    if (this.span === undefined) return;
    const { fromUs, untilUs } = this.span;
    this.span = { fromUs: Math.min(fromUs, fromUs + byUs), untilUs: Math.max(untilUs, untilUs + byUs) };
  }

  /** Whether a passing whose time of receipt lies in this run was taken in by it. */
  has(passing: Passing): boolean {
    return this.remembered?.has(identityOf(passing)) ?? true;
  }
}

function identityOf({ decoderId, passingNumber, rtcTimeUs, transponderId }: Passing): string {
  return `${decoderId} ${passingNumber ?? transponderId ?? ''} ${rtcTimeUs ?? ''}`;
}
