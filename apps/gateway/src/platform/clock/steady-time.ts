/** A clock of this run alone, which nobody sets: it measures how long ago an event was. */
export abstract class SteadyTime {
  /** Milliseconds since an arbitrary moment of this run. */
  abstract nowMs(): number;
}

export class ProcessTime extends SteadyTime {
  override nowMs(): number {
    return performance.now();
  }
}
