import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config/gateway-config.js';
import { SCOPES } from '../scope.js';
import { SecretDigest } from '../secret-digest.js';
import { type ApiKey, ApiKeyStore } from './api-key.store.js';

/** The one pair that the configuration names, with every scope. Only digests of it are kept. */
@Injectable()
export class ConfiguredApiKeyStore extends ApiKeyStore {
  private readonly configured: { readonly keyDigest: Buffer; readonly apiKey: ApiKey } | undefined;

  constructor(
    { adminKeyPair }: GatewayConfig,
    private readonly digest: SecretDigest,
  ) {
    super();
    if (adminKeyPair === undefined) return;
    this.configured = {
      keyDigest: digest.of(adminKeyPair.key),
      apiKey: {
        id: 'configured',
        scopes: new Set(SCOPES),
        secretDigest: digest.of(adminKeyPair.secret),
      },
    };
  }

  find(key: string): Promise<ApiKey | undefined> {
    const { configured } = this;
    const found = configured !== undefined && this.digest.matches(key, configured.keyDigest);
    return Promise.resolve(found ? configured.apiKey : undefined);
  }
}
