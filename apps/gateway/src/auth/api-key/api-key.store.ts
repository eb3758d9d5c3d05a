import type { Principal } from '../principal.js';

export interface ApiKey extends Principal {
  /** Of each secret that is good now, by `SecretDigest`. */
  readonly secretDigests: readonly Buffer[];
}

/** Knows the api keys. */
export abstract class ApiKeyStore {
  /** What is known of it without a look into the storage. */
  abstract recent(key: string): ApiKey | undefined;
  /** What the storage has of it now. */
  abstract findAnew(key: string): Promise<ApiKey | undefined>;
}
