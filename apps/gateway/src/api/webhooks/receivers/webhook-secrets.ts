import { hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HashKeys } from '../../../access/auth/secrets/hash-keys.js';
import { seal, unseal } from '../../../access/auth/secrets/sealed.js';
import { ExpiryClock } from '../../../platform/clock/expiry-clock.js';
import type { SealedSecret, Webhook } from './webhook.js';

/** Within the 24 to 64 bytes of the Standard Webhooks specification. */
const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

/** The secrets that sign, sealed under the keys of the site, which are not in Redis. */
@Injectable()
export class WebhookSecrets {
  constructor(
    private readonly keys: HashKeys,
    private readonly clock: ExpiryClock,
  ) {}

  /** Returns a new secret, as its receiver gets it. */
  make(): string {
    return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
  }

  /** Seals a secret for a webhook; throws a Problem where no other gateway could open it. */
  seal(id: string, secret: string): SealedSecret {
    if (this.keys.trouble !== undefined) throw this.keys.trouble;
    return { sealed: seal(bytesOf(secret), sealingKeyOf(this.keys.current), nameOf(id)) };
  }

  /** Returns the keys that sign now, the newest first; none where the keys of the site are others by now. */
  signingKeys({ id, secret }: Webhook): Buffer[] {
    const { sealed, previous } = secret;
    const inForce =
      previous !== undefined && this.clock.nowMs() < previous.untilMs ? [sealed, previous.sealed] : [sealed];
    return inForce.flatMap((text) => this.unseal(text, id) ?? []);
  }

  private unseal(text: string, id: string): Buffer | undefined {
    for (const key of this.keys.all) {
      const bytes = unseal(text, sealingKeyOf(key), nameOf(id));
      if (bytes !== undefined) return bytes;
    }
    return undefined;
  }
}

const bytesOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64');
const nameOf = (id: string): string => `webhook ${id}`;

function sealingKeyOf(hashKey: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', hashKey, 'coachlink', 'seals the secrets of webhooks', 32));
}
