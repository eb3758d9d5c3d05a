import { Module } from '@nestjs/common';
import { DecodersModule } from '../decoders/decoders.module.js';
import { IngestModule } from '../../intake/ingest/ingest.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { IngestCheck } from './ingest.check.js';
import { READINESS_CHECKS, type ReadinessCheck } from './readiness-check.js';
import { RedisCheck } from './redis.check.js';
import { TimingCheck } from './timing.check.js';

@Module({
  imports: [StorageModule, IngestModule, DecodersModule],
  controllers: [HealthController],
  providers: [
    HealthService,
    RedisCheck,
    IngestCheck,
    TimingCheck,
    {
      provide: READINESS_CHECKS,
      inject: [RedisCheck, IngestCheck, TimingCheck],
      useFactory: (...checks: ReadinessCheck[]) => checks,
    },
  ],
})
export class HealthModule {}
