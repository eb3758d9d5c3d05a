import type { Principal } from '../principal.js';

export interface ApiKey extends Principal {
  /** Of each secret that is good now, by `SecretDigest`. */
  readonly secretDigests: readonly Buffer[];
}

/** Knows the api keys. */
export abstract class ApiKeyStore {
  abstract find(key: string): Promise<ApiKey | undefined>;
}
