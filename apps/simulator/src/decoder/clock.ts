/** The host's time, as far as the simulated decoders know of it. */
export abstract class Clock {
  /** Microseconds since 1970, UTC. */
  abstract nowUs(): number;
}

export class SystemClock extends Clock {
  override nowUs(): number {
    return Date.now() * 1000;
  }
}
