import type { Passing, TimeWindow } from '#passings';

/** Of a day with 200 riders; beyond that they are told by their receipt. */
const MOST_REMEMBERED = 500_000;

/** What was taken in by this run: where it lies, and, where an earlier run may have received at the same time, which. */
export class TakenPassings {
  private span: TimeWindow | undefined;
  private remembered: Set<string> | undefined;

  /** The clock of this machine was behind when we started: others may have been received at the times that it says. */
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

  /** Where all of them lie. */
  get window(): TimeWindow | undefined {
    return this.span;
  }

  /** They lie elsewhere too now. */
  moved(byUs: number): void {
    if (this.span === undefined) return;
    const { fromUs, untilUs } = this.span;
    this.span = { fromUs: Math.min(fromUs, fromUs + byUs), untilUs: Math.max(untilUs, untilUs + byUs) };
  }

  /** Whether one that was received in this run, as far as its receipt tells, was. */
  has(passing: Passing): boolean {
    return this.remembered?.has(identityOf(passing)) ?? true;
  }
}

function identityOf({ decoderId, passingNumber, rtcTimeUs, transponderId }: Passing): string {
  return `${decoderId} ${passingNumber ?? transponderId ?? ''} ${rtcTimeUs ?? ''}`;
}
