/** The host's time, by which the simulated decoders keep theirs. */
export abstract class Clock {
  /** Microseconds since 1970, UTC. */
  abstract nowUs(): number;
}

export class SystemClock extends Clock {
  override nowUs(): number {
    return Date.now() * 1000;
  }
}
