/** Hash keys of a site as they are kept: each wrapped, under its fingerprint. */
export interface KeptHashKeys {
  /** Fingerprint of the one under which new secrets are hashed. */
  readonly current: string;
  /** Device of the gateway that wrapped them. */
  readonly by: string;
  readonly wrapped: ReadonlyMap<string, string>;
}

/** Keeps the hash keys that all gateways of a site have in common. */
export abstract class HashKeyStore {
  /** The kept keys, once `offered` is kept where there were none. */
  abstract agree(offered: KeptHashKeys): Promise<KeptHashKeys>;
  /** Beside the others. */
  abstract add(fingerprint: string, wrapped: string): Promise<void>;
  /** In place of all, where they are still as `before`; false where they are not. */
  abstract replace(before: KeptHashKeys, after: KeptHashKeys): Promise<boolean>;
}
