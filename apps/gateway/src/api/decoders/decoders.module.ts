import { Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { AlarmsModule } from '../../intake/alarms/alarms.module.js';
import { IngestModule } from '../../intake/ingest/ingest.module.js';
import { LeaseModule } from '../../intake/lease/lease.module.js';
import { LedgerModule } from '../../intake/ledger/ledger.module.js';
import { LicenseModule } from '../../access/license/license.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { DecoderRegistry } from '../../intake/decoders/decoder-registry.js';
import { DecoderWarnings } from '../../intake/decoders/decoder-warnings.js';
import { DecoderStore } from '../../intake/decoders/decoder-store.js';
import { DecodersController } from './decoders.controller.js';
import { DecodersService } from './decoders.service.js';
import { HostClockSteps } from '../../intake/decoders/host-clock-steps.js';
import { HostCorrections } from '../../intake/decoders/host-corrections.js';
import { RedisDecoderStore } from '../../intake/decoders/redis-decoder.store.js';

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
