import { type FactoryProvider, Module } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { GatewayConfig } from '../config/gateway-config.js';
import { STORE_CONNECTIONS, StorageModule } from '../storage/storage.module.js';
import { API_KEYS, DEVICES, USERS } from './accounts.js';
import { RedisRecords } from './redis-records.js';

const records = (token: symbol, name: string): FactoryProvider => ({
  provide: token,
  inject: [STORE_CONNECTIONS, GatewayConfig],
  useFactory: ({ reader }: StoreConnections, { site }: GatewayConfig) =>
    new RedisRecords(reader, `cl:{${site}}:${name}`),
});

@Module({
  imports: [StorageModule],
  providers: [records(DEVICES, 'devices'), records(USERS, 'users'), records(API_KEYS, 'api-keys')],
  exports: [DEVICES, USERS, API_KEYS],
})
export class AccountsModule {}
