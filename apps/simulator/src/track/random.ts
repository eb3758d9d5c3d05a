/** A seeded source of numbers in [0, 1): the same seed gives the same riders, laps and faults everywhere. */
export type Random = () => number;

/** mulberry32: 32 bits of state, good enough for bicycles. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Mixes several numbers into one seed, so that each rider, loop and moment can have a stream of its own. */
export function mixSeed(...parts: readonly number[]): number {
  let seed = 0x9e3779b9;
  for (const part of parts) {
    for (const word of [part | 0, Math.floor(part / 2 ** 32) | 0]) {
      seed = Math.imul(seed ^ word, 0x85ebca6b);
      seed ^= seed >>> 13;
    }
  }
  return seed;
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Draws a whole number, both ends possible. */
export function wholeBetween(random: Random, low: number, high: number): number {
  return low + Math.floor((high - low + 1) * random());
}
