import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.js';
import { Features } from './features.js';
import { LicenseController } from './license.controller.js';
import { LicenseService } from './license.service.js';
import { LicenseStore } from './license-store.js';
import { LicensedFeatures } from './licensed-features.js';
import { RedisLicenseStore } from './redis-license.store.js';

@Module({
  imports: [StorageModule],
  controllers: [LicenseController],
  providers: [
    { provide: LicenseStore, useClass: RedisLicenseStore },
    LicensedFeatures,
    { provide: Features, useExisting: LicensedFeatures },
    LicenseService,
  ],
  exports: [Features, LicenseService, LicenseStore],
})
export class LicenseModule {}
