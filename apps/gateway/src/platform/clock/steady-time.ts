/** How long ago something was: a clock of this run alone, which nobody sets. */
export abstract class SteadyTime {
  /** Milliseconds since some moment of this run. */
  abstract nowMs(): number;
}

export class ProcessTime extends SteadyTime {
  override nowMs(): number {
    return performance.now();
  }
}
