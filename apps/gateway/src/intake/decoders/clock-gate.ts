import type { DecoderClock, PassingReport } from '#decoder';

export interface ArrivedPassing {
  readonly record: PassingReport;
  readonly receivedAtUs: number;
  /** Passings of its number were asked for when it came, so that it may be old. */
  readonly isAsked: boolean;
}

export interface ClockGateOptions {
  /** The decoder's clock is taken as it is, and never waited for. */
  readonly isTrusted: boolean;
  readonly isDoubtful: DecoderClock['isDoubtful'];
  readonly measure: () => void;
  readonly monotonicMs: () => number;
}

/** Passings that may wait for the first answer to GET_TIME; a decoder that floods does not wait for its clock. */
const MOST_HELD = 1000;

const PAUSE_MS = 2000;

/** Passings wait here until the clock that they are timed by has been asked. */
export class ClockGate {
  private isOpen = false;
  private held: ArrivedPassing[] = [];
  private askedAtMs = -Infinity;
  private waiting: (() => void)[] = [];

  constructor(private readonly options: ClockGateOptions) {}

  /** A link was opened, or the offset is known from before a restart. */
  begin(isClockKnown = false): void {
    this.isOpen = isClockKnown || this.options.isTrusted;
  }

  /** What may go on now, of these and of those that wait. */
  pass(arrived: readonly ArrivedPassing[]): ArrivedPassing[] {
    if (!this.isOpen && this.held.length + arrived.length <= MOST_HELD) {
      this.held.push(...arrived);
      return [];
    }
    if (this.isOpen && this.isToBeAskedAgain(arrived)) {
      this.isOpen = false;
      this.held.push(...arrived);
      this.options.measure();
      return [];
    }
    return [...this.letGo(), ...arrived];
  }

  /** The clock was asked: what waited may go on. */
  settle(): ArrivedPassing[] {
    this.isOpen = true;
    for (const goOn of this.waiting.splice(0)) goOn();
    return this.letGo();
  }

  /** The clock by which they were received was wrong. */
  hostMoved(byUs: number): void {
    this.held = this.held.map((each) => ({ ...each, receivedAtUs: each.receivedAtUs + byUs }));
  }

  /** Resolves when nothing waits any more. */
  async untilEmpty(): Promise<void> {
    if (this.held.length > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Passings that cannot be of the clock as it was measured wait until that is asked. */
  private isToBeAskedAgain(arrived: readonly ArrivedPassing[]): boolean {
    const { isTrusted, monotonicMs } = this.options;
    if (isTrusted || !arrived.some((each) => this.isContradiction(each))) return false;
    if (monotonicMs() - this.askedAtMs < PAUSE_MS) return false;
    this.askedAtMs = monotonicMs();
    return true;
  }

  private isContradiction({ record, receivedAtUs, isAsked }: ArrivedPassing): boolean {
    const { rtcTimeUs } = record.fields;
    if (rtcTimeUs === undefined) return false;
    const doubt = this.options.isDoubtful(rtcTimeUs, receivedAtUs);
    // What is resent is old, and says nothing of the clock.
    return doubt === 'ahead' || (doubt === 'behind' && !isAsked);
  }

  private letGo(): ArrivedPassing[] {
    const { held } = this;
    this.held = [];
    return held;
  }
}
