import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HostClock } from '#decoder';
import { ClockAgreement, type ClockReading, type HostClockStep } from './clock-agreement.js';
import { SteadyTime } from './steady-time.js';

const PERIOD_MS = 1000;
/** A reading that takes longer was interrupted between its two clocks, and would compare two moments. */
const LONGEST_READING_MS = 50;

type Listener = (step: HostClockStep) => void;

/** Watches the clock of this machine against a steady clock. */
@Injectable()
export class HostClockWatch implements OnModuleInit, OnApplicationShutdown {
  private readonly agreement: ClockAgreement;
  private readonly listeners = new Set<Listener>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(HostClock) private readonly hostClock: HostClock,
    private readonly steadyTime: SteadyTime,
  ) {
    this.agreement = new ClockAgreement(this.reading());
  }

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.look();
    }, PERIOD_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Returns a function that ends the listening. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Compares the clocks now, and tells the listeners of a step of this machine's clock. */
  look(): void {
    const reading = this.reading();
    if (this.steadyTime.nowMs() - reading.steadyMs > LONGEST_READING_MS) return;
    const step = this.agreement.take(reading);
    if (step === undefined) return;
    for (const listener of this.listeners) listener(step);
  }

  /** Returns why the clock of this machine cannot be trusted now, as a sentence; undefined where it can. */
  doubt(): string | undefined {
    this.look();
    const step = this.agreement.doubted;
    if (step === undefined) return undefined;
    const direction = step.byMs > 0 ? 'forward' : 'back';
    return (
      `the clock of this machine was set ${direction} by ${lengthOf(Math.abs(step.byMs))}, ` +
      `to ${new Date(step.atMs).toISOString()}, and nothing has proven it right since`
    );
  }

  /** Notes that a decoder's own clock says the same as that of this machine. */
  vouch(): void {
    this.agreement.vouch();
  }

  /** Whether a decoder's own clock agreed with that of this machine since its last step. */
  get isVouched(): boolean {
    return this.agreement.isVouched;
  }

  /** Time since the last step of this machine's clock, at most since the start of this run. */
  get steadyForMs(): number {
    return this.agreement.steadyForMs;
  }

  private reading(): ClockReading {
    return { steadyMs: this.steadyTime.nowMs(), wallMs: this.hostClock.nowUs() / 1000 };
  }
}

const UNITS = [
  [86_400_000, 'days'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;

function lengthOf(ms: number): string {
  const [length, unit] = UNITS.find(([least]) => ms >= 2 * least) ?? [1000, 's'];
  return `${Math.round(ms / length)} ${unit}`;
}
