import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { API_KEYS, type ApiKeyRecord, type ApiKeys } from '../../accounts/accounts.js';
import { digestsInForce, NOBODYS } from '../../accounts/kept-secret.js';
import { ExpiryClock } from '../../clock/expiry-clock.js';
import { GatewayConfig } from '../../config/gateway-config.js';
import { CONFIGURED_KEY } from '../changes/change-line.js';
import { SCOPES } from '../scope.js';
import { SecretDigest } from '../secrets/secret-digest.js';
import { isWhole } from '../secrets/secret-text.js';
import { type ApiKey, ApiKeyStore } from './api-key.store.js';

const NOBODY: Pick<ApiKeyRecord, 'id' | 'scopes' | 'secret'> & { readonly name?: string } = {
  id: 'nobody',
  scopes: [],
  secret: NOBODYS,
};

/** The pair that the configuration names, with every scope, and those that were registered. */
@Injectable()
export class GatewayApiKeyStore extends ApiKeyStore {
  private readonly configured: { readonly keyDigest: Buffer; readonly apiKey: ApiKey } | undefined;

  constructor(
    { adminKeyPair }: GatewayConfig,
    private readonly digest: SecretDigest,
    @Inject(API_KEYS) private readonly registered: ApiKeys,
    private readonly clock: ExpiryClock,
  ) {
    super();
    if (adminKeyPair === undefined) return;
    this.configured = {
      keyDigest: digest.of(adminKeyPair.key),
      apiKey: {
        id: CONFIGURED_KEY,
        scopes: new Set(SCOPES),
        secretDigests: [digest.of(adminKeyPair.secret)],
      },
    };
  }

  override recent(key: string): ApiKey {
    const keyDigest = this.digest.of(key);
    const configured = this.configuredOf(keyDigest);
    if (configured !== undefined) return configured;
    return this.inForce(isWhole(key) ? this.registered.recent(keyDigest.toString('base64')) : undefined);
  }

  /** The configured pair works while the store is away, and a mistyped key does not ask the store. */
  override async findAnew(key: string): Promise<ApiKey> {
    const keyDigest = this.digest.of(key);
    const configured = this.configuredOf(keyDigest);
    if (configured !== undefined) return configured;
    return this.inForce(
      isWhole(key) ? await this.registered.findAnew(keyDigest.toString('base64')) : undefined,
    );
  }

  private configuredOf(keyDigest: Buffer): ApiKey | undefined {
    const { configured } = this;
    return configured !== undefined && timingSafeEqual(keyDigest, configured.keyDigest)
      ? configured.apiKey
      : undefined;
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
