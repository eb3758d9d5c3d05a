import { type FactoryProvider, Module } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { GatewayConfig } from '../config/gateway-config.js';
import { LastKnown } from '../storage/last-known.js';
import { SafeWrites } from '../storage/safe-writes.js';
import { STORE_CONNECTIONS, StorageModule } from '../storage/storage.module.js';
import { StorageWatch } from '../storage/storage-watch.js';
import { API_KEYS, DEVICES, USERS } from './accounts.js';
import { RedisRecords } from './redis-records.js';
import { RememberingRecords } from './remembering-records.js';

const records = (token: symbol, name: string): FactoryProvider => ({
  provide: token,
  inject: [STORE_CONNECTIONS, SafeWrites, GatewayConfig, StorageWatch],
  useFactory: (
    { reader }: StoreConnections,
    writes: SafeWrites,
    { site }: GatewayConfig,
    watch: StorageWatch,
  ) => new RememberingRecords(new RedisRecords(reader, writes, `cl:{${site}}:${name}`), new LastKnown(watch)),
});

@Module({
  imports: [StorageModule],
  providers: [records(DEVICES, 'devices'), records(USERS, 'users'), records(API_KEYS, 'api-keys')],
  exports: [DEVICES, USERS, API_KEYS],
})
export class AccountsModule {}
