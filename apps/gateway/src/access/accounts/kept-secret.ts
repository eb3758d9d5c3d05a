import { randomBytes } from 'node:crypto';
import type { SecretDigest } from '../auth/secrets/secret-digest.js';
import type { KeptSecret } from './accounts.js';

/** The digest of no secret: a caller with an unknown name waits for the same comparison. */
export const NOBODYS: KeptSecret = { digest: randomBytes(32).toString('base64') };

/** Returns the digests that a secret may have now. */
export function digestsInForce({ digest, previous }: KeptSecret, nowMs: number): Buffer[] {
  const inForce = previous !== undefined && nowMs < previous.untilMs ? [digest, previous.digest] : [digest];
  return inForce.map((text) => Buffer.from(text, 'base64'));
}

export function keptSecret(digest: SecretDigest, secret: string): KeptSecret {
  return { digest: digest.of(secret).toString('base64') };
}

/** Returns the new secret, with the old one good until `untilMs`. */
export function rotated(before: KeptSecret, after: KeptSecret, untilMs: number): KeptSecret {
  return { digest: after.digest, previous: { digest: before.digest, untilMs } };
}
