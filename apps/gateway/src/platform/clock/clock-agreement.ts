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

/** Less is how far two readings can lie apart on a busy machine. */
const STEP_MS = 500;
/** The kernel sets a clock right by no more than this share of the time that goes by. */
const LARGEST_SLEW = 500e-6;
const DAY_MS = 86_400_000;
/** After so long without a step it is believed even where no decoder has a clock that could agree. */
const BELIEVED_AFTER_MS = 7 * DAY_MS;

/**
 * Whether the wall clock goes as the steady clock goes. A step makes it doubtful. It is proven again when it steps back to
 * where it was, or has not stepped for a day and a decoder's own clock agrees, or has not stepped for a week.
 */
export class ClockAgreement {
  private differenceMs: number;
  private lookedAtMs: number;
  private steadySinceMs: number;
  /** All steps since it was proven, together. */
  private movedMs = 0;
  private last: HostClockStep | undefined;
  private isVouchedFor = false;

  constructor(first: ClockReading) {
    this.differenceMs = first.wallMs - first.steadyMs;
    this.lookedAtMs = first.steadyMs;
    this.steadySinceMs = first.steadyMs;
  }

  /** Returns the step since the reading before. What creeps further than a clock is slewed adds up to a step. */
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

  /** A decoder's own clock, which nobody sets together with this one, says the same. */
  vouch(): void {
    this.isVouchedFor = true;
    this.proveBySteadiness();
  }

  /** For how long it goes as the steady clock goes. */
  get steadyForMs(): number {
    return this.lookedAtMs - this.steadySinceMs;
  }

  /** Whether a decoder's own clock agreed since the last step. */
  get isVouched(): boolean {
    return this.isVouchedFor;
  }

  /** The last step, where it was not proven since. */
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
