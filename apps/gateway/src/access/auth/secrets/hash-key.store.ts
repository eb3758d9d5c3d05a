/** Hash keys of a site as they are kept: each wrapped, by its fingerprint. */
export interface KeptHashKeys {
  /** Fingerprint of the key under which new secrets are hashed. */
  readonly current: string;
  /** Device of the gateway that wrapped the keys. */
  readonly by: string;
  readonly wrapped: ReadonlyMap<string, string>;
}

/** Keeps the hash keys that all gateways of a site have in common. */
export abstract class HashKeyStore {
  /** Resolves to the kept keys; keeps `offered` first where there were none. */
  abstract agree(offered: KeptHashKeys): Promise<KeptHashKeys>;
  /** Adds a key to the others. */
  abstract add(fingerprint: string, wrapped: string): Promise<void>;
  /** Replaces all keys while they are still as `before`; resolves to false where they are not. */
  abstract replace(before: KeptHashKeys, after: KeptHashKeys): Promise<boolean>;
}
