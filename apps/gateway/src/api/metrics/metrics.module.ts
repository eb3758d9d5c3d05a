import { Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { DecodersModule } from '../decoders/decoders.module.js';
import { IngestModule } from '../../intake/ingest/ingest.module.js';
import { LogModule } from '../../platform/log/log.module.js';
import { RetentionModule } from '../../intake/retention/retention.module.js';
import { RelayModule } from '../relay/relay.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';

@Module({
  imports: [
    DecoderModule,
    DecodersModule,
    IngestModule,
    LogModule,
    RelayModule,
    RetentionModule,
    StorageModule,
  ],
  controllers: [MetricsController],
  providers: [MetricsService],
})
export class MetricsModule {}
