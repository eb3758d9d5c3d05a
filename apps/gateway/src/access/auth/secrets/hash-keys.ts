import { createHmac, hkdfSync } from 'node:crypto';
import type { Problem } from '../../../platform/problems/problem.js';

/**
 * The keys under which this gateway hashes secrets. All gateways of a site have the same ones, so that a credential that
 * one of them made is good at each. Until they are read from the store, they are those that this gateway had before.
 */
export class HashKeys {
  private keys: readonly [Buffer, ...Buffer[]];
  /** Why nobody here can tell whether a credential is right, or make one; undefined while that can be told. */
  trouble: Problem | undefined;

  constructor(current: Buffer, ...others: Buffer[]) {
    this.keys = [current, ...others];
  }

  /** New secrets are hashed under this one. */
  get current(): Buffer {
    return this.keys[0];
  }

  /** The current one, then those of gateways that had one of their own before they shared it. */
  get all(): readonly Buffer[] {
    return this.keys;
  }

  replace(current: Buffer, others: readonly Buffer[]): void {
    this.keys = [current, ...others];
  }
}

const FINGERPRINT_LENGTH = 22;

/** Names a key and tells nothing of it. */
export function fingerprintOf(key: Buffer): string {
  const text = createHmac('sha256', key).update('fingerprint of a hash key').digest('base64url');
  return text.slice(0, FINGERPRINT_LENGTH);
}

/** Under which hash keys are wrapped; nobody gets from it to the secret, nor to the keys of tokens. */
export function wrappingKeyOf(jwtSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', jwtSecret, 'coachlink', 'wraps the hash keys of a site', 32));
}
