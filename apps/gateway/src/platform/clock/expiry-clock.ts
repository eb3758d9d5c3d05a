/** The time that tokens, logins, keys and licences expire by. It is never set back. */
export abstract class ExpiryClock {
  /** Milliseconds since 1970 UTC. */
  abstract nowMs(): number;
}
