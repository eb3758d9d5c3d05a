import { mixSeed, seededRandom } from './random.js';
import type { Rider } from './rider.js';
import { drawStint, ridingTimeUs, type Stint } from './stint.js';

export interface Lap {
  readonly startUs: number;
  readonly durationUs: number;
  /** The rider comes from the apron, and has not crossed the line before this lap. */
  readonly first: boolean;
}

const GOLDEN_RATIO = 0.618_033_988_749_895;

/**
 * Yields the laps of a rider without end, from the stint before `fromUs` on.
 *
 * At time 0 all riders are on the track, spread evenly around it, so that a track is alive as soon as it opens.
 * Laps before and after time 0 have random streams of their own: the laps after it are the same for any length of
 * history.
 */
export function* lapsOf(rider: Rider, seed: number, fromUs: number): Generator<Lap, never> {
  const future = seededRandom(mixSeed(seed, 2, rider.index));
  let stint = drawStint(future, rider);
  let startUs = -riddenAtZero(rider, seed, stint, future());

  const past: Lap[][] = [];
  const before = seededRandom(mixSeed(seed, 3, rider.index));
  for (let earliestUs = startUs; earliestUs > fromUs;) {
    const earlier = drawStint(before, rider);
    earliestUs -= ridingTimeUs(earlier) + earlier.breakUs;
    past.push([...lapsOfStint(earlier, earliestUs)]);
  }
  for (const laps of past.reverse()) yield* laps;

  for (;;) {
    yield* lapsOfStint(stint, startUs);
    startUs += ridingTimeUs(stint) + stint.breakUs;
    stint = drawStint(future, rider);
  }
}

/** Time of the rider on the track at time 0: a number of whole laps, and a part of the round. */
function riddenAtZero(rider: Rider, seed: number, stint: Stint, chance: number): number {
  const wholeLaps = Math.floor(chance * (stint.lapsUs.length - 1));
  const spread = seededRandom(mixSeed(seed, 4))() + rider.index * GOLDEN_RATIO;
  const lapUs = stint.lapsUs[wholeLaps] ?? 0;
  const wholeUs = stint.lapsUs.slice(0, wholeLaps).reduce((sum, each) => sum + each, 0);
  return wholeUs + Math.round((spread % 1) * lapUs);
}

function* lapsOfStint(stint: Stint, startUs: number): Generator<Lap> {
  let lapStartUs = startUs;
  let first = true;
  for (const durationUs of stint.lapsUs) {
    yield { startUs: lapStartUs, durationUs, first };
    lapStartUs += durationUs;
    first = false;
  }
}
