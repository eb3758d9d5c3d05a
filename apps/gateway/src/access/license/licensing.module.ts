import { Module } from '@nestjs/common';
import { DecodersModule } from '../../api/decoders/decoders.module.js';
import { LicenseController } from './license.controller.js';
import { LicenseModule } from './license.module.js';
import { LicenseService } from './license.service.js';
import { TimingGuard } from './timing-guard.js';

/** Changes which features are in force, with an eye on the decoders that run by them. */
@Module({
  imports: [LicenseModule, DecodersModule],
  controllers: [LicenseController],
  providers: [LicenseService, TimingGuard],
  exports: [LicenseModule, LicenseService, TimingGuard],
})
export class LicensingModule {}
