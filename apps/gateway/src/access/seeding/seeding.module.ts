import { Module } from '@nestjs/common';
import { AdminModule } from '../admin/admin.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { LicensingModule } from '../license/licensing.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { SeededRecords } from './seeded-records.js';

/** The records that the configuration asks for: the device of this box, and the demo's. */
@Module({
  imports: [AdminModule, AuthModule, LicensingModule, StorageModule],
  providers: [SeededRecords],
})
export class SeedingModule {}
