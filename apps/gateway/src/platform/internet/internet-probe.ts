export const INTERNET_STATES = ['connected', 'disconnected', 'unknown'] as const;
/** `unknown`: not tried yet, or not to be tried. */
export type InternetState = (typeof INTERNET_STATES)[number];

/** Whether the internet can be reached from here. */
export abstract class InternetProbe {
  /** Returns the state that was found last: no request waits for the network. */
  abstract state(): InternetState;
}
