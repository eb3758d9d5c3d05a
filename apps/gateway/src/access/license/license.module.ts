import { Module } from '@nestjs/common';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { Features } from './features.js';
import { LicenseStore } from './license-store.js';
import { LicensedFeatures } from './licensed-features.js';
import { RedisLicenseStore } from './redis-license.store.js';

/** Provides the features that are in force. */
@Module({
  imports: [StorageModule],
  providers: [
    { provide: LicenseStore, useClass: RedisLicenseStore },
    LicensedFeatures,
    { provide: Features, useExisting: LicensedFeatures },
  ],
  exports: [Features, LicensedFeatures, LicenseStore],
})
export class LicenseModule {}
