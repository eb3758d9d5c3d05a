import { type Crossing, TRACK_METRES } from './crossing.js';
import { between, mixSeed, seededRandom } from './random.js';
import type { Rider } from './rider.js';
import type { Lap } from './training.js';

export interface LoopPosition {
  /** Metres behind the finish line, 0 to below 250. */
  readonly metres: number;
}

/** Metre-hits: a transponder sends at a fixed rate, so the time over the loop decides how many are heard. */
const HITS_AT_ONE_METRE_PER_SECOND = 380;

/** Yields the crossings of a rider's laps with the loops, in order of time. */
export function* riderCrossings(
  rider: Rider,
  seed: number,
  loops: readonly LoopPosition[],
  laps: Iterable<Lap>,
): Generator<Crossing> {
  // A lap ends on the finish line, so a loop there is the last of each lap.
  const onLap = loops
    .map(({ metres }, loop) => ({ loop, metres: metres === 0 ? TRACK_METRES : metres }))
    .sort((a, b) => a.metres - b.metres || a.loop - b.loop);
  for (const lap of laps) {
    for (const { loop, metres } of lap.first ? onLap.filter((each) => each.metres === TRACK_METRES) : []) {
      yield crossing(rider, seed, lap, loop, metres, lap.startUs);
    }
    for (const { loop, metres } of onLap) {
      const timeUs = lap.startUs + Math.round((lap.durationUs * metres) / TRACK_METRES);
      yield crossing(rider, seed, lap, loop, metres, timeUs);
    }
  }
}

/** Draws the signal from the place and the moment alone, so that no other loop or rider changes it. */
function crossing(
  rider: Rider,
  seed: number,
  lap: Lap,
  loop: number,
  metres: number,
  timeUs: number,
): Crossing {
  const random = seededRandom(mixSeed(seed, 5, rider.index, metres, timeUs));
  const metresPerSecond = (TRACK_METRES / lap.durationUs) * 1_000_000;
  // A rider higher on the track is further from the middle of the loop: weaker, and heard less often.
  const nearness = random();
  const hits =
    (HITS_AT_ONE_METRE_PER_SECOND / metresPerSecond) * (0.5 + nearness) * between(random, 0.8, 1.2);
  return {
    timeUs,
    loop,
    transponder: rider.transponder,
    strength: clamp(Math.round(rider.strength + (nearness - 0.5) * 60 + between(random, -6, 6)), 51, 183),
    hits: clamp(Math.round(hits), 2, 60),
    lowBattery: rider.lowBattery,
    ...(rider.batteryVoltageV === undefined
      ? {}
      : { batteryVoltageV: rider.batteryVoltageV, temperatureC: Math.round(between(random, 22, 28)) }),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
