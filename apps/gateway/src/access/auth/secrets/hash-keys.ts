import { createHmac, hkdfSync } from 'node:crypto';
import type { Problem } from '../../../platform/problems/problem.js';

/**
 * The keys under which this gateway hashes secrets. All gateways of a site have the same ones, so that a credential made by
 * one of them is good at each. Until they are read from the store, they are those of this gateway's last run.
 */
export class HashKeys {
  private keys: readonly [Buffer, ...Buffer[]];
  /** Reason why credentials can be neither checked nor made here; undefined while they can. */
  trouble: Problem | undefined;

  constructor(current: Buffer, ...others: Buffer[]) {
    this.keys = [current, ...others];
  }

  /** The key under which new secrets are hashed. */
  get current(): Buffer {
    return this.keys[0];
  }

  /** The current key, then those that gateways had of their own before they shared one. */
  get all(): readonly Buffer[] {
    return this.keys;
  }

  replace(current: Buffer, others: readonly Buffer[]): void {
    this.keys = [current, ...others];
  }
}

const FINGERPRINT_LENGTH = 22;

/** Returns a name for a key that does not give the key away. */
export function fingerprintOf(key: Buffer): string {
  const text = createHmac('sha256', key).update('fingerprint of a hash key').digest('base64url');
  return text.slice(0, FINGERPRINT_LENGTH);
}

/** Returns the key that wraps hash keys; neither the secret nor the keys of tokens can be derived from it. */
export function wrappingKeyOf(jwtSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', jwtSecret, 'coachlink', 'wraps the hash keys of a site', 32));
}
