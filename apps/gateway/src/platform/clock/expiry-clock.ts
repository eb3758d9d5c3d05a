/** What time it is for whatever runs out: tokens, logins, keys, licences. It is never set back. */
export abstract class ExpiryClock {
  /** Milliseconds since 1970 UTC. */
  abstract nowMs(): number;
}
