export const INTERNET_STATES = ['connected', 'disconnected', 'unknown'] as const;
/** `unknown`: nobody has found out yet, or it is not tried. */
export type InternetState = (typeof INTERNET_STATES)[number];

/** Whether the internet can be reached from here. */
export abstract class InternetProbe {
  /** As it was found last: nobody waits for the network. */
  abstract state(): InternetState;
}
