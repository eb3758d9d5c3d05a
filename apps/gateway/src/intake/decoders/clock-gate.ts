import type { DecoderClock, PassingReport } from '#decoder';

export interface ArrivedPassing {
  readonly record: PassingReport;
  readonly receivedAtUs: number;
  /** The decoder had been asked for passings of this number, so that the passing may be old. */
  readonly isAsked: boolean;
}

export interface ClockGateOptions {
  /** The decoder's RTC is taken as it is: passings never wait for its clock. */
  readonly isTrusted: boolean;
  readonly isDoubtful: DecoderClock['isDoubtful'];
  readonly measure: () => void;
  readonly monotonicMs: () => number;
}

/** Passings that may wait for the first answer to GET_TIME; a decoder that floods does not wait for its clock. */
const MOST_HELD = 1000;

const PAUSE_MS = 2000;

/** Holds passings back until the decoder's clock, which times them, has been asked. */
export class ClockGate {
  private isOpen = false;
  private held: ArrivedPassing[] = [];
  private askedAtMs = -Infinity;
  private waiting: (() => void)[] = [];

  constructor(private readonly options: ClockGateOptions) {}

  /** Runs when a link is opened. `isClockKnown`: the offset is known from before a restart. */
  begin(isClockKnown = false): void {
    this.isOpen = isClockKnown || this.options.isTrusted;
  }

  /** Returns the passings that may go on now, of `arrived` and of the held ones. */
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

  /** Runs once the clock was asked: returns the held passings. */
  settle(): ArrivedPassing[] {
    this.isOpen = true;
    for (const goOn of this.waiting.splice(0)) goOn();
    return this.letGo();
  }

  /** Corrects `receivedAtUs` of the held passings after the host's clock was found wrong. */
  hostMoved(byUs: number): void {
    this.held = this.held.map((each) => ({ ...each, receivedAtUs: each.receivedAtUs + byUs }));
  }

  /** Resolves when no passing is held any more. */
  async untilEmpty(): Promise<void> {
    if (this.held.length > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Whether `arrived` contradicts the clock as it was measured, so that its passings wait until the clock is asked again. */
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
    // A resent passing is old, so that a time far back does not contradict the clock.
    return doubt === 'ahead' || (doubt === 'behind' && !isAsked);
  }

  private letGo(): ArrivedPassing[] {
    const { held } = this;
    this.held = [];
    return held;
  }
}
