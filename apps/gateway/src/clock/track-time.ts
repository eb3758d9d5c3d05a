import { Inject, Injectable } from '@nestjs/common';
import { HostClock } from '#decoder';
import { HostClockWatch } from './host-clock-watch.js';

/** Less is not worth an adjustment: the offset of a decoder counts as unchanged as far. */
const NOTABLE_US = 500_000;

/** The time that was believed went on by `byUs` at once: what was noted from `fromUs` to `untilUs` was wrong by so much. */
export interface TimeCorrection {
  readonly byUs: number;
  readonly fromUs: number;
  readonly untilUs: number;
}

/**
 * What passings are timed by: the clock of this machine, but for a step of it that is not believed (yet). So a step changes
 * nothing by itself, and where it is believed, what was noted before is corrected in the same moment.
 */
@Injectable()
export class TrackTime extends HostClock {
  private ahead = 0;
  private startedAtUs: number;
  private last: TimeCorrection | undefined;

  constructor(
    @Inject(HostClock) private readonly machine: HostClock,
    private readonly watch: HostClockWatch,
  ) {
    super();
    this.startedAtUs = machine.nowUs();
    watch.listen(({ byMs }) => {
      this.ahead += byMs * 1000;
      if (Math.abs(this.ahead) < NOTABLE_US) this.ahead = 0;
    });
  }

  override nowUs(): number {
    this.watch.look();
    return this.machine.nowUs() - this.ahead;
  }

  /** By how much the clock of this machine is ahead of the time that is believed. */
  get aheadUs(): number {
    this.watch.look();
    return this.ahead;
  }

  /** From now on another time is believed. */
  move(byUs: number): TimeCorrection {
    const correction = { byUs, fromUs: this.startedAtUs, untilUs: this.nowUs() };
    this.ahead -= byUs;
    if (Math.abs(this.ahead) < NOTABLE_US) this.ahead = 0;
    this.startedAtUs += byUs;
    this.last = correction;
    return correction;
  }

  /** The machine slept: its clock is right, and so is what was noted before. */
  wake(): void {
    this.ahead = 0;
  }

  /** What was noted before another time was believed, by that. */
  corrected(notedUs: number): number {
    if (this.last === undefined) return notedUs;
    const { byUs, fromUs, untilUs } = this.last;
    const isWrong = byUs > 0 ? notedUs >= fromUs && notedUs <= untilUs : notedUs > this.nowUs() + NOTABLE_US;
    return isWrong ? notedUs + byUs : notedUs;
  }
}
