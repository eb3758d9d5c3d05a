import { Injectable } from '@nestjs/common';
import { SiteKeys } from '#redis';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { SafeWrites } from '../../platform/storage/safe-writes.js';
import { KeptAnswers, type KeptCall } from './kept-answers.js';

const KEPT_MS = 24 * 3_600_000;
/** A gateway that ends in between leaves its call unanswered: the call can be made again after this time. */
const LONGEST_CALL_MS = 60_000;

/** A string per name: JSON, which Redis expires. */
@Injectable()
export class RedisKeptAnswers extends KeptAnswers {
  private readonly keys: SiteKeys;

  constructor(
    private readonly writes: SafeWrites,
    { site }: GatewayConfig,
  ) {
    super();
    this.keys = new SiteKeys(site);
  }

  override async begin(name: string, fingerprint: string): Promise<KeptCall | undefined> {
    const [key, text] = [this.key(name), textOf({ fingerprint, answer: null })];
    for (;;) {
      const begun = await this.writes.write((redis) => redis.set(key, text, 'PX', LONGEST_CALL_MS, 'NX'));
      if (begun === 'OK') return undefined;
      const kept = await this.writes.read((redis) => redis.get(key));
      if (kept !== null) return JSON.parse(kept) as KeptCall;
    }
  }

  override async keep(name: string, call: KeptCall): Promise<void> {
    await this.writes.write((redis) => redis.set(this.key(name), textOf(call), 'PX', KEPT_MS));
  }

  override async release(name: string): Promise<void> {
    await this.writes.write((redis) => redis.del(this.key(name)));
  }

  private key(name: string): string {
    return this.keys.idempotency(name);
  }
}

const textOf = (call: KeptCall): string => JSON.stringify(call);
