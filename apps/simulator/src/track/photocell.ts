import type { Crossing } from './crossing.js';
import { mixSeed, seededRandom } from './random.js';

/** Transponder number under which decoders report the photocell at the line. */
export const PHOTOCELL = 9991;

const MINUTE_US = 60_000_000;
const FIRES_IN_A_MINUTE = 0.4;

/** Crossings of the photocell at the first loop, which fires now and then. */
export function* photocellCrossings(seed: number, fromUs: number): Generator<Crossing, never> {
  for (let minute = Math.floor(fromUs / MINUTE_US); ; minute++) {
    const random = seededRandom(mixSeed(seed, 6, minute));
    if (random() < FIRES_IN_A_MINUTE) {
      yield {
        timeUs: minute * MINUTE_US + Math.floor(random() * MINUTE_US),
        loop: 0,
        transponder: PHOTOCELL,
      };
    }
  }
}
