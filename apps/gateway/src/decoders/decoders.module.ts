import { Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { AlarmsModule } from '../alarms/alarms.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LeaseModule } from '../lease/lease.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LicenseModule } from '../license/license.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { DecoderRegistry } from './decoder-registry.js';
import { DecoderWarnings } from './decoder-warnings.js';
import { DecoderStore } from './decoder-store.js';
import { DecodersController } from './decoders.controller.js';
import { DecodersService } from './decoders.service.js';
import { HostClockSteps } from './host-clock-steps.js';
import { HostCorrections } from './host-corrections.js';
import { RedisDecoderStore } from './redis-decoder.store.js';

@Module({
  imports: [
    AlarmsModule,
    DecoderModule,
    IngestModule,
    LeaseModule,
    LedgerModule,
    LicenseModule,
    StorageModule,
  ],
  controllers: [DecodersController],
  providers: [
    DecodersService,
    DecoderRegistry,
    DecoderWarnings,
    HostClockSteps,
    HostCorrections,
    { provide: DecoderStore, useClass: RedisDecoderStore },
  ],
  exports: [AlarmsModule, DecoderRegistry, DecoderWarnings, DecodersService, HostClockSteps],
})
export class DecodersModule {}
