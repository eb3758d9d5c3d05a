import type { Clock } from '../decoder/clock.js';
import type { Crossing } from '../track/crossing.js';
import type { Track } from '../track/track.js';

export interface RideOptions {
  /** Speed of the riders; 1 is that of people. */
  readonly speed: number;
  /** Host time before now whose crossings are reported at once. */
  readonly historyUs: number;
  /** Reports a crossing with its time on the host's clock. */
  readonly report: (crossing: Crossing) => void;
}

/** The longest sleep: after a change of the host's clock, riding goes on within it. */
const LONGEST_SLEEP_MS = 1000;

/** Reports each crossing of the track when its moment has come; the track opens now. */
export function rideInRealTime(track: Track, clock: Clock, options: RideOptions): { stop: () => void } {
  const { speed, historyUs, report } = options;
  const openedUs = clock.nowUs();
  const crossings = track.crossings(-historyUs * speed);
  let timer: NodeJS.Timeout | undefined;
  let next = toHost(crossings.next());

  function toHost(result: IteratorResult<Crossing>): Crossing | undefined {
    if (result.done === true) return undefined;
    return { ...result.value, timeUs: openedUs + Math.round(result.value.timeUs / speed) };
  }

  function reportDue(): void {
    // Read once, so that riders too fast for this host do not keep it from all other work.
    const nowUs = clock.nowUs();
    while (next !== undefined && next.timeUs <= nowUs) {
      report(next);
      next = toHost(crossings.next());
    }
    if (next === undefined) return;
    const untilNextMs = Math.ceil((next.timeUs - clock.nowUs()) / 1000);
    timer = setTimeout(reportDue, Math.min(Math.max(untilNextMs, 1), LONGEST_SLEEP_MS));
  }

  reportDue();
  return {
    stop: () => {
      clearTimeout(timer);
    },
  };
}
