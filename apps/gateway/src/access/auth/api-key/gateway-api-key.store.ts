import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { API_KEYS, type ApiKeyRecord, type ApiKeys } from '../../accounts/accounts.js';
import { digestsInForce, NOBODYS } from '../../accounts/kept-secret.js';
import { ExpiryClock } from '../../../platform/clock/expiry-clock.js';
import { GatewayConfig, type KeyPair } from '../../../platform/config/gateway-config.js';
import { CONFIGURED_KEY } from '../changes/change-line.js';
import { SCOPES } from '../../accounts/rights.js';
import { SecretDigest } from '../secrets/secret-digest.js';
import { isWhole } from '../secrets/secret-text.js';
import { type ApiKey, ApiKeyStore } from './api-key.store.js';

const NOBODY: Pick<ApiKeyRecord, 'id' | 'scopes' | 'secret'> & { readonly name?: string } = {
  id: 'nobody',
  scopes: [],
  secret: NOBODYS,
};

interface ConfiguredKey {
  /** The hash key that both digests were made with. */
  readonly under: Buffer;
  readonly keyDigest: Buffer;
  readonly apiKey: ApiKey;
}

const NO_DIGEST = Buffer.alloc(32);

/** Finds the pair that the configuration names, with every scope, and the registered keys. */
@Injectable()
export class GatewayApiKeyStore extends ApiKeyStore {
  private configured: ConfiguredKey | undefined;

  constructor(
    private readonly config: GatewayConfig,
    private readonly digest: SecretDigest,
    @Inject(API_KEYS) private readonly registered: ApiKeys,
    private readonly clock: ExpiryClock,
  ) {
    super();
  }

  override recent(key: string): ApiKey {
    const digests = this.digest.ofEach(key);
    const configured = this.configuredOf(digests);
    if (configured !== undefined) return configured;
    if (!isWhole(key)) return this.inForce(undefined);
    for (const each of digests) {
      const found = this.registered.recent(each.toString('base64'));
      if (found !== undefined) return this.inForce(found);
    }
    return this.inForce(undefined);
  }

  /** Asks the store for a well-formed key alone: the configured pair works while the store is away. */
  override async findAnew(key: string): Promise<ApiKey> {
    const digests = this.digest.ofEach(key);
    const configured = this.configuredOf(digests);
    if (configured !== undefined) return configured;
    if (!isWhole(key)) return this.inForce(undefined);
    for (const each of digests) {
      const found = await this.registered.findAnew(each.toString('base64'));
      if (found !== undefined) return this.inForce(found);
    }
    return this.inForce(undefined);
  }

  private configuredOf([digest]: readonly Buffer[]): ApiKey | undefined {
    const { adminKeyPair } = this.config;
    if (adminKeyPair === undefined || digest === undefined) return undefined;
    const configured = this.configuredUnderNow(adminKeyPair);
    return timingSafeEqual(digest, configured.keyDigest) ? configured.apiKey : undefined;
  }

  /** Returns the digests of the configured pair, made anew where the hash key has changed, as it does once after a start. */
  private configuredUnderNow({ key, secret }: KeyPair): ConfiguredKey {
    if (this.configured?.under === this.digest.under) return this.configured;
    const [keyDigest = NO_DIGEST] = this.digest.ofEach(key);
    const [secretDigest = NO_DIGEST] = this.digest.ofEach(secret);
    const apiKey = { id: CONFIGURED_KEY, scopes: new Set(SCOPES), secretDigests: [secretDigest] };
    this.configured = { under: this.digest.under, keyDigest, apiKey };
    return this.configured;
  }

  private inForce(found: ApiKeyRecord | undefined): ApiKey {
    const nowMs = this.clock.nowMs();
    const isOver = found !== undefined && found.expiresAtMs !== null && found.expiresAtMs <= nowMs;
    const { id, name, scopes, secret } = found === undefined || isOver ? NOBODY : found;
    return {
      id,
      ...(name && { name }),
      scopes: new Set(scopes),
      secretDigests: digestsInForce(secret, nowMs),
    };
  }
}
