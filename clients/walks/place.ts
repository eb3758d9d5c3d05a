/** Where a gateway is, and what its administrator gave out. */
export interface Place {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly deviceId: string;
  readonly deviceSecret: string;
  readonly email: string;
  readonly password: string;
}

/** What each walk comes back with, whatever client it went with. */
export interface Found {
  readonly loggedInAs: string;
  readonly licensedFor: readonly string[];
  readonly status: string;
  readonly passings: readonly (string | null)[];
  /** The reason of an error that was provoked, typed as every other answer. */
  readonly refusal: string;
}
