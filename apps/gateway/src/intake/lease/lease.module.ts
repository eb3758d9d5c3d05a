import { Module } from '@nestjs/common';
import { AuthModule } from '../../access/auth/auth.module.js';
import { HeldLeases } from './held-leases.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { Leases } from './leases.js';

@Module({
  imports: [AuthModule, StorageModule],
  providers: [Leases, { provide: HeldLeases, useExisting: Leases }],
  exports: [Leases, HeldLeases],
})
export class LeaseModule {}
