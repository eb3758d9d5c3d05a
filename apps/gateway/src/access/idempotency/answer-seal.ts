import { hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HashKeys } from '../auth/secrets/hash-keys.js';
import { seal, unseal } from '../auth/secrets/sealed.js';

/** Seals answers with secrets, so that only gateways of the site can read them: their common keys are not in Redis. */
@Injectable()
export class AnswerSeal {
  constructor(private readonly keys: HashKeys) {}

  seal(answer: unknown, name: string): string {
    return seal(Buffer.from(JSON.stringify(answer)), sealingKeyOf(this.keys.current), name);
  }

  /** Returns the answer; undefined where the keys have changed since. */
  unseal(text: string, name: string): unknown {
    for (const key of this.keys.all) {
      const bytes = unseal(text, sealingKeyOf(key), name);
      if (bytes !== undefined) return JSON.parse(bytes.toString());
    }
    return undefined;
  }
}

function sealingKeyOf(hashKey: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', hashKey, 'coachlink', 'seals answers that are kept for retries', 32));
}
