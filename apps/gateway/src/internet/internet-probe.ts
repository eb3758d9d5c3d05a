export const INTERNET_STATES = ['connected', 'disconnected', 'unknown'] as const;
/** `unknown`: nobody has found out yet. */
export type InternetState = (typeof INTERNET_STATES)[number];

/** Whether the internet can be reached from here. */
export abstract class InternetProbe {
  /** As it was found last: nobody waits for the network. */
  abstract state(): InternetState;
}
