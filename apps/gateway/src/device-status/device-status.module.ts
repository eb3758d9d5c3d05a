import { Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { DecodersModule } from '../decoders/decoders.module.js';
import { HostModule } from '../host/host.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { InternetModule } from '../internet/internet.module.js';
import { LogModule } from '../log/log.module.js';
import { RetentionModule } from '../retention/retention.module.js';
import { StorageModule } from '../storage/storage.module.js';
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
