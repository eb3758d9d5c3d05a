import { Module } from '@nestjs/common';
import { LicenseController } from './license.controller.js';
import { LicenseModule } from './license.module.js';
import { LicenseService } from './license.service.js';
import { TimingGuard } from './timing-guard.js';

/** Changes the features that are in force; the intake provides `RunningDecoders`, which knows the decoders that run by them. */
@Module({
  imports: [LicenseModule],
  controllers: [LicenseController],
  providers: [LicenseService, TimingGuard],
  exports: [LicenseModule, LicenseService, TimingGuard],
})
export class LicensingModule {}
