import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Machine secrets are long and random, so a fast keyed hash keeps them as well as a slow one would, and each
 * request can afford it. Comparing digests compares equal lengths, which `timingSafeEqual` insists on.
 */
export class SecretDigest {
  constructor(private readonly pepper: Buffer) {}

  of(secret: string): Buffer {
    return createHmac('sha256', this.pepper).update(secret).digest();
  }

  matches(secret: string, digest: Buffer): boolean {
    return timingSafeEqual(this.of(secret), digest);
  }

  /** Compares with each, whichever is right. */
  matchesAny(secret: string, digests: readonly Buffer[]): boolean {
    return digests.map((digest) => this.matches(secret, digest)).includes(true);
  }
}
