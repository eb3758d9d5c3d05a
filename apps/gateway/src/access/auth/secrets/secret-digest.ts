import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HashKeys } from './hash-keys.js';

/**
 * Machine secrets are long and random, so a fast keyed hash keeps them as well as a slow one would, and each
 * request can afford it. Comparing digests compares equal lengths, which `timingSafeEqual` insists on.
 */
export class SecretDigest {
  constructor(private readonly keys: HashKeys) {}

  /** The hash key in force. */
  get under(): Buffer {
    return this.keys.current;
  }

  /** Of a secret that is to be kept; throws a Problem where no other gateway could check it. */
  of(secret: string): Buffer {
    if (this.keys.trouble !== undefined) throw this.keys.trouble;
    return digestOf(secret, this.keys.current);
  }

  /** Under each key that it may be kept under, the likeliest first. */
  ofEach(secret: string): Buffer[] {
    return this.keys.all.map((key) => digestOf(secret, key));
  }

  /** Compares under each key, whichever is right. */
  matches(secret: string, digest: Buffer): boolean {
    return this.ofEach(secret)
      .map((each) => timingSafeEqual(each, digest))
      .includes(true);
  }

  /** Compares with each, whichever is right. */
  matchesAny(secret: string, digests: readonly Buffer[]): boolean {
    return digests.map((digest) => this.matches(secret, digest)).includes(true);
  }
}

function digestOf(secret: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(secret).digest();
}
