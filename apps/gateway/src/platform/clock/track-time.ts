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
  private aheadSinceUs = 0;
  private startedAtUs: number;
  private last: TimeCorrection | undefined;

  constructor(
    @Inject(HostClock) private readonly machine: HostClock,
    private readonly watch: HostClockWatch,
  ) {
    super();
    this.startedAtUs = machine.nowUs();
    watch.listen(({ byMs }) => {
      if (this.ahead === 0) this.aheadSinceUs = machine.nowUs() - byMs * 1000;
      this.setAhead(this.ahead + byMs * 1000);
    });
  }

  override nowUs(): number {
    this.watch.look();
    return this.machine.nowUs() - this.ahead;
  }

  /** What this machine says, as it is believed. */
  believedMs(machineMs: number): number {
    return machineMs - Math.round(this.aheadUs / 1000);
  }

  /** By how much the clock of this machine is ahead of the time that is believed. */
  get aheadUs(): number {
    this.watch.look();
    return this.ahead;
  }

  /** From now on another time is believed: what this run noted was wrong by so much. */
  move(byUs: number): TimeCorrection {
    const correction = this.correct(byUs, this.startedAtUs);
    this.startedAtUs += byUs;
    return correction;
  }

  /** The machine slept: its clock is right, and only what was noted since was wrong. */
  wake(): TimeCorrection {
    return this.correct(this.ahead, this.aheadSinceUs);
  }

  /** What was noted before another time was believed, by that. */
  corrected(notedUs: number): number {
    if (this.last === undefined) return notedUs;
    const { byUs, fromUs, untilUs } = this.last;
    const isWrong = byUs > 0 ? notedUs >= fromUs && notedUs <= untilUs : notedUs > this.nowUs() + NOTABLE_US;
    return isWrong ? notedUs + byUs : notedUs;
  }

  private correct(byUs: number, fromUs: number): TimeCorrection {
    this.last = { byUs, fromUs, untilUs: this.nowUs() };
    this.setAhead(this.ahead - byUs);
    return this.last;
  }

  private setAhead(us: number): void {
    this.ahead = Math.abs(us) < NOTABLE_US ? 0 : us;
  }
}
