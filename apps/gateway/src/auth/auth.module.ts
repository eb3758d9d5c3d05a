import { randomBytes } from 'node:crypto';
import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { ApiKeyGuard } from './api-key/api-key.guard.js';
import { ApiKeyStore } from './api-key/api-key.store.js';
import { ApiKeyStrategy } from './api-key/api-key.strategy.js';
import { ConfiguredApiKeyStore } from './api-key/configured-api-key.store.js';
import { CREDENTIAL_GUARDS, type CredentialGuard } from './credential-guard.js';
import { RoutePolicies } from './route-policies.js';
import { SecretDigest } from './secret-digest.js';

@Module({
  imports: [DiscoveryModule],
  providers: [
    RoutePolicies,
    ApiKeyStrategy,
    ApiKeyGuard,
    { provide: SecretDigest, useFactory: () => new SecretDigest(randomBytes(32)) },
    { provide: ApiKeyStore, useClass: ConfiguredApiKeyStore },
    {
      provide: CREDENTIAL_GUARDS,
      inject: [ApiKeyGuard],
      useFactory: (...guards: CredentialGuard[]) => guards,
    },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
})
export class AuthModule {}
