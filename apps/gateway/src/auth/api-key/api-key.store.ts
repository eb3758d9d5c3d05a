import type { Principal } from '../principal.js';

export interface ApiKey extends Principal {
  /** Of the secret, by `SecretDigest`. */
  readonly secretDigest: Buffer;
}

/** Knows the api keys. */
export abstract class ApiKeyStore {
  abstract find(key: string): Promise<ApiKey | undefined>;
}
