import type { Crossing } from './crossing.js';
import { inTimeOrder } from './in-time-order.js';
import { photocellCrossings } from './photocell.js';
import { type LoopPosition, riderCrossings } from './rider-crossings.js';
import { drawRiders, type Rider } from './rider.js';
import { lapsOf } from './training.js';

export interface TrackOptions {
  readonly seed: number;
  readonly riders: number;
  readonly loops: readonly LoopPosition[];
}

/** A training on a 250 m velodrome. The same options give the same crossings, to the microsecond. */
export class Track {
  readonly riders: readonly Rider[];

  constructor(private readonly options: TrackOptions) {
    this.riders = drawRiders(options.seed, options.riders);
  }

  /** Yields all crossings from `fromUs` on, in order of time and without end; the track opens at time 0. */
  *crossings(fromUs = 0): Generator<Crossing> {
    const { seed, loops } = this.options;
    const sources = this.riders.map((rider) =>
      riderCrossings(rider, seed, loops, lapsOf(rider, seed, fromUs)),
    );
    for (const crossing of inTimeOrder([...sources, photocellCrossings(seed, fromUs)])) {
      if (crossing.timeUs >= fromUs) yield crossing;
    }
  }
}
