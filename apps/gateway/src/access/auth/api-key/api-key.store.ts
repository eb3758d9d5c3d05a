import type { Principal } from '../principal/principal.js';

export interface ApiKey extends Principal {
  /** Digests, by `SecretDigest`, of the secrets that are good now. */
  readonly secretDigests: readonly Buffer[];
}

/** Finds api keys. For an unknown key it returns one that no secret fits, which takes as long to find out. */
export abstract class ApiKeyStore {
  /** Returns the key as it is known without a look into the storage. */
  abstract recent(key: string): ApiKey;
  /** Returns the key as the storage has it now. */
  abstract findAnew(key: string): Promise<ApiKey>;
}
