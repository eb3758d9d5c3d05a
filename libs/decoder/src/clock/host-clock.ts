/** The host's time; a port, so that tests can move it. */
export abstract class HostClock {
  /** Microseconds since 1970, UTC. */
  abstract nowUs(): number;
}

export class SystemHostClock extends HostClock {
  override nowUs(): number {
    return Date.now() * 1000;
  }
}
