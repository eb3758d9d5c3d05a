import type { Clock } from './clock.js';
import { ExpiryClock } from './expiry-clock.js';

/**
 * The latest time that was ever seen, going on from there. A system clock that is set back, or begins in 1970 after a
 * power cut, brings no expired credential back.
 */
export class LatestTime extends ExpiryClock {
  private latestMs: number;
  private latestAtMs: number;

  /** `latestMs`: as an earlier run left it. `steadyMs`: reads a clock that nobody sets. */
  constructor(
    private readonly clock: Clock,
    latestMs: number,
    private readonly steadyMs: () => number = () => performance.now(),
  ) {
    super();
    this.latestMs = Math.max(latestMs, clock.nowMs());
    this.latestAtMs = steadyMs();
  }

  override nowMs(): number {
    const steadyMs = this.steadyMs();
    this.latestMs = Math.max(this.clock.nowMs(), this.latestMs + steadyMs - this.latestAtMs);
    this.latestAtMs = steadyMs;
    return Math.floor(this.latestMs);
  }
}
