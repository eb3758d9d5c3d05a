import { type FactoryProvider, Module } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import type { Subject } from '../audit/alteration.js';
import { AuditedWrites } from '../audit/audited-writes.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { LastKnown } from '../../platform/storage/last-known.js';
import { STORE_CONNECTIONS, StorageModule } from '../../platform/storage/storage.module.js';
import { StorageWatch } from '../../platform/storage/storage-watch.js';
import { API_KEYS, DEVICES, USERS } from './accounts.js';
import { AUDITED_API_KEY, AUDITED_DEVICE, AUDITED_USER } from './audited-accounts.js';
import { LastUses } from './last-uses.js';
import { RedisLastUses } from './redis-last-uses.js';
import { RedisRecords } from './redis-records.js';
import { RememberingRecords } from './remembering-records.js';

const records = <Value>(
  token: symbol,
  key: 'devices' | 'users' | 'apiKeys',
  subject: Subject<Value>,
): FactoryProvider => ({
  provide: token,
  inject: [STORE_CONNECTIONS, AuditedWrites, GatewayConfig, StorageWatch],
  useFactory: (
    { reader }: StoreConnections,
    writes: AuditedWrites,
    { site }: GatewayConfig,
    watch: StorageWatch,
  ) =>
    new RememberingRecords(
      new RedisRecords(reader, writes, new SiteKeys(site)[key], subject),
      new LastKnown(watch),
    ),
});

@Module({
  imports: [StorageModule],
  providers: [
    records(DEVICES, 'devices', AUDITED_DEVICE),
    records(USERS, 'users', AUDITED_USER),
    records(API_KEYS, 'apiKeys', AUDITED_API_KEY),
    { provide: LastUses, useClass: RedisLastUses },
  ],
  exports: [DEVICES, USERS, API_KEYS, LastUses],
})
export class AccountsModule {}
