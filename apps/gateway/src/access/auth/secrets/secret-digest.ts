import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HashKeys } from './hash-keys.js';

/**
 * Digests machine secrets. They are long and random, so a fast keyed hash keeps them as well as a slow one would, and each
 * request can afford it. All digests have one length, which `timingSafeEqual` insists on.
 */
export class SecretDigest {
  constructor(private readonly keys: HashKeys) {}

  /** The hash key in force. */
  get under(): Buffer {
    return this.keys.current;
  }

  /** Returns the digest of a secret that is to be kept; throws a Problem where no other gateway could check it. */
  of(secret: string): Buffer {
    if (this.keys.trouble !== undefined) throw this.keys.trouble;
    return digestOf(secret, this.keys.current);
  }

  /** Returns the digests under each key that a secret may be kept under, the likeliest first. */
  ofEach(secret: string): Buffer[] {
    return this.keys.all.map((key) => digestOf(secret, key));
  }

  /** Compares under all keys, even after one is right. */
  matches(secret: string, digest: Buffer): boolean {
    return this.ofEach(secret)
      .map((each) => timingSafeEqual(each, digest))
      .includes(true);
  }

  /** Compares with all digests, even after one is right. */
  matchesAny(secret: string, digests: readonly Buffer[]): boolean {
    return digests.map((digest) => this.matches(secret, digest)).includes(true);
  }
}

function digestOf(secret: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(secret).digest();
}
