import { between, type Random, wholeBetween } from './random.js';
import type { Rider } from './rider.js';

/** One stay on the track, and the rest behind it. */
export interface Stint {
  readonly lapsUs: readonly number[];
  readonly breakUs: number;
}

const MINUTE_US = 60_000_000;
/** Relative difference of one flying lap from the next. */
const EASY_NOISE = 0.01;
const EFFORT_NOISE = 0.006;
/** Relative cost of each further lap of an effort. */
const TIRING = 0.003;

/** Draws a warm-up, one to three efforts with easy laps between them, and a few laps to roll out. */
export function drawStint(random: Random, rider: Rider): Stint {
  const lapsUs: number[] = [];
  const easy = (laps: number): void => {
    for (let lap = 0; lap < laps; lap++) lapsUs.push(noisy(random, rider.easyLapUs, EASY_NOISE));
  };
  const effort = (laps: number): void => {
    lapsUs.push(noisy(random, (rider.easyLapUs + rider.effortLapUs) / 2, EASY_NOISE));
    for (let lap = 0; lap < laps; lap++) {
      lapsUs.push(noisy(random, rider.effortLapUs * (1 + TIRING * lap), EFFORT_NOISE));
    }
  };

  easy(wholeBetween(random, 8, 16));
  for (let efforts = wholeBetween(random, 1, 3); efforts > 0; efforts--) {
    effort(wholeBetween(random, 2, 8));
    easy(wholeBetween(random, 4, 8));
  }
  return { lapsUs, breakUs: Math.round(between(random, 2, 6) * MINUTE_US) };
}

export function ridingTimeUs(stint: Stint): number {
  return stint.lapsUs.reduce((sum, lapUs) => sum + lapUs, 0);
}

function noisy(random: Random, lapUs: number, noise: number): number {
  return Math.round(lapUs * between(random, 1 - noise, 1 + noise));
}
