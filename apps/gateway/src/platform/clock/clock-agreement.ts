/** The wall clock and a clock that nobody sets, read at one moment. */
export interface ClockReading {
  readonly wallMs: number;
  readonly steadyMs: number;
}

/** The wall clock moved against the steady one by `byMs`, and says `atMs` since. */
export interface HostClockStep {
  readonly byMs: number;
  readonly atMs: number;
}

/** Smaller differences arise between two readings on a busy machine. */
const STEP_MS = 500;
/** The kernel slews a clock by at most this share of the time that goes by. */
const LARGEST_SLEW = 500e-6;
const DAY_MS = 86_400_000;
/** Time without a step after which the wall clock is believed without the word of a decoder's clock. */
const BELIEVED_AFTER_MS = 7 * DAY_MS;

/**
 * Compares the wall clock with the steady clock. A step makes the wall clock doubtful. It is proven again when it steps back
 * to where it was, or has not stepped for a day and a decoder's own clock agrees, or has not stepped for a week.
 */
export class ClockAgreement {
  private differenceMs: number;
  private lookedAtMs: number;
  private steadySinceMs: number;
  /** Sum of all steps since the wall clock was proven. */
  private movedMs = 0;
  private last: HostClockStep | undefined;
  private isVouchedFor = false;

  constructor(first: ClockReading) {
    this.differenceMs = first.wallMs - first.steadyMs;
    this.lookedAtMs = first.steadyMs;
    this.steadySinceMs = first.steadyMs;
  }

  /** Returns the step since the reading before. A drift beyond what a clock is slewed adds up to a step. */
  take({ wallMs, steadyMs }: ClockReading): HostClockStep | undefined {
    const movedMs = wallMs - steadyMs - this.differenceMs;
    const slewMs = (steadyMs - this.lookedAtMs) * LARGEST_SLEW;
    this.lookedAtMs = steadyMs;
    if (Math.abs(movedMs) <= STEP_MS) {
      this.differenceMs += Math.max(-slewMs, Math.min(slewMs, movedMs));
      this.proveBySteadiness();
      return undefined;
    }
    this.differenceMs += movedMs;
    this.steadySinceMs = steadyMs;
    this.isVouchedFor = false;
    this.last = { byMs: Math.round(movedMs), atMs: wallMs };
    this.movedMs += movedMs;
    if (Math.abs(this.movedMs) <= STEP_MS) this.prove();
    return this.last;
  }

  /** Notes that a decoder's own clock, which nobody sets together with this one, says the same. */
  vouch(): void {
    this.isVouchedFor = true;
    this.proveBySteadiness();
  }

  /** Time since the last step of the wall clock. */
  get steadyForMs(): number {
    return this.lookedAtMs - this.steadySinceMs;
  }

  /** Whether a decoder's own clock agreed since the last step. */
  get isVouched(): boolean {
    return this.isVouchedFor;
  }

  /** The last step, until the wall clock is proven. */
  get doubted(): HostClockStep | undefined {
    return this.movedMs === 0 ? undefined : this.last;
  }

  private proveBySteadiness(): void {
    if (this.steadyForMs >= (this.isVouchedFor ? DAY_MS : BELIEVED_AFTER_MS)) this.prove();
  }

  private prove(): void {
    this.movedMs = 0;
  }
}
