/** The time of this machine, as a port: a test gives its own. */
export abstract class Clock {
  /** Milliseconds since 1970 UTC. */
  abstract nowMs(): number;
}

export class SystemClock extends Clock {
  nowMs(): number {
    return Date.now();
  }
}
