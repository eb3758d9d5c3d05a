import { Module } from '@nestjs/common';
import { LicenseController } from './license.controller.js';
import { LicenseModule } from './license.module.js';
import { LicenseService } from './license.service.js';
import { TimingGuard } from './timing-guard.js';

/** Changes which features are in force; the decoders that run by them are known to the RunningDecoders of the intake. */
@Module({
  imports: [LicenseModule],
  controllers: [LicenseController],
  providers: [LicenseService, TimingGuard],
  exports: [LicenseModule, LicenseService, TimingGuard],
})
export class LicensingModule {}
