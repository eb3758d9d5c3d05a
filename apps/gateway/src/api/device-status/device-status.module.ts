import { Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { DecodersModule } from '../decoders/decoders.module.js';
import { HostModule } from '../../platform/host/host.module.js';
import { IngestModule } from '../../intake/ingest/ingest.module.js';
import { InternetModule } from '../../platform/internet/internet.module.js';
import { LogModule } from '../../platform/log/log.module.js';
import { RetentionModule } from '../../intake/retention/retention.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { DeviceStatusController } from './device-status.controller.js';
import { DeviceStatusService } from './device-status.service.js';

@Module({
  imports: [
    DecoderModule,
    DecodersModule,
    IngestModule,
    HostModule,
    InternetModule,
    LogModule,
    RetentionModule,
    StorageModule,
  ],
  controllers: [DeviceStatusController],
  providers: [DeviceStatusService],
})
export class DeviceStatusModule {}
