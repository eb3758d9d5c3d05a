import { Inject, Injectable } from '@nestjs/common';
import { HostClock } from '#decoder';
import { HostClockWatch } from './host-clock-watch.js';

/** Smaller changes are not worth an adjustment: the offset of a decoder counts as unchanged as far. */
const NOTABLE_US = 500_000;

/** The time that is believed jumped by `byUs`: times noted from `fromUs` to `untilUs` were wrong by so much. */
export interface TimeCorrection {
  readonly byUs: number;
  readonly fromUs: number;
  readonly untilUs: number;
}

/**
 * The time of passings: the clock of this machine without a step that is not believed (yet). So a step changes no time by
 * itself, and once it is believed, the times noted before are corrected in the same moment.
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

  /** Returns a time of this machine's clock without the step that is not believed. */
  believedMs(machineMs: number): number {
    return machineMs - Math.round(this.aheadUs / 1000);
  }

  /** Lead of this machine's clock over the time that is believed. */
  get aheadUs(): number {
    this.watch.look();
    return this.ahead;
  }

  /** Believes another time from now on; returns the correction of the times that this run noted. */
  move(byUs: number): TimeCorrection {
    const correction = this.correct(byUs, this.startedAtUs);
    this.startedAtUs += byUs;
    return correction;
  }

  /** Believes this machine's clock, which slept: only the times noted since were wrong. */
  wake(): TimeCorrection {
    return this.correct(this.ahead, this.aheadSinceUs);
  }

  /** Returns a time that was noted before the last correction with that correction, and any other unchanged. */
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
