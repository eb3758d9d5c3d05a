import type { Principal } from '../principal/principal.js';

export interface ApiKey extends Principal {
  /** Of each secret that is good now, by `SecretDigest`. */
  readonly secretDigests: readonly Buffer[];
}

/** Knows the api keys. Of one that there is not it gives one that no secret is right for, which is found out as slowly. */
export abstract class ApiKeyStore {
  /** What is known of it without a look into the storage. */
  abstract recent(key: string): ApiKey;
  /** What the storage has of it now. */
  abstract findAnew(key: string): Promise<ApiKey>;
}
