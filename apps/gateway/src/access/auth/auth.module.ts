import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccountsModule } from '../accounts/accounts.module.js';
import { LastKnown } from '../../platform/storage/last-known.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { StorageWatch } from '../../platform/storage/storage-watch.js';
import { AccessGuard } from './guard/access.guard.js';
import { ApiKeyGuard } from './api-key/api-key.guard.js';
import { ApiKeyStore } from './api-key/api-key.store.js';
import { ApiKeyStrategy } from './api-key/api-key.strategy.js';
import { GatewayApiKeyStore } from './api-key/gateway-api-key.store.js';
import { ChangesModule } from './changes/changes.module.js';
import { CREDENTIAL_GUARDS, type CredentialGuard } from './guard/credential-guard.js';
import { DeviceGuard } from './device/device.guard.js';
import { AuthController } from './login/auth.controller.js';
import { LoginAttempts } from './login/login-attempts.js';
import { LoginGuard } from './login/login.guard.js';
import { LoginService } from './login/login.service.js';
import { LoginStore } from './login/login-store.js';
import { PasswordHasher } from './login/password-hasher.js';
import { PasswordService } from './login/password.service.js';
import { RedisLoginAttempts } from './login/redis-login-attempts.js';
import { RedisLoginStore } from './login/redis-login.store.js';
import { RememberingLoginStore } from './login/remembering-login.store.js';
import { Tokens } from './login/tokens.js';
import { Refusals } from './guard/refusals.js';
import { RoutePolicies } from './guard/route-policies.js';
import { GatewaySecrets } from './secrets/gateway-secrets.js';
import { HashKeys } from './secrets/hash-keys.js';
import { HashKeyStore } from './secrets/hash-key.store.js';
import { RedisHashKeyStore } from './secrets/redis-hash-key.store.js';
import { SecretDigest } from './secrets/secret-digest.js';
import { SiteHashKeys } from './secrets/site-hash-keys.js';

@Module({
  imports: [DiscoveryModule, AccountsModule, ChangesModule, StorageModule],
  controllers: [AuthController],
  providers: [
    RoutePolicies,
    GatewaySecrets,
    {
      provide: SecretDigest,
      inject: [HashKeys],
      useFactory: (keys: HashKeys) => new SecretDigest(keys),
    },
    {
      provide: HashKeys,
      inject: [GatewaySecrets],
      useFactory: ({ pepper, siteKeys: [current = pepper, ...others] }: GatewaySecrets) =>
        new HashKeys(current, ...others),
    },
    { provide: HashKeyStore, useClass: RedisHashKeyStore },
    SiteHashKeys,
    ApiKeyStrategy,
    { provide: ApiKeyStore, useClass: GatewayApiKeyStore },
    RedisLoginStore,
    {
      provide: LoginStore,
      inject: [RedisLoginStore, StorageWatch],
      useFactory: (logins: RedisLoginStore, watch: StorageWatch) =>
        new RememberingLoginStore(logins, new LastKnown(watch)),
    },
    { provide: LoginAttempts, useClass: RedisLoginAttempts },
    Tokens,
    PasswordHasher,
    LoginService,
    PasswordService,
    ApiKeyGuard,
    DeviceGuard,
    LoginGuard,
    {
      provide: CREDENTIAL_GUARDS,
      inject: [ApiKeyGuard, LoginGuard, DeviceGuard],
      useFactory: (...guards: CredentialGuard[]) => guards,
    },
    Refusals,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [GatewaySecrets, HashKeys, SecretDigest, PasswordHasher, LoginAttempts],
})
export class AuthModule {}
