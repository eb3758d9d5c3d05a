import { Global, Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { LicenseModule } from '../../access/license/license.module.js';
import { RunningDecoders } from '../../access/license/running-decoders.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { AlarmsModule } from '../alarms/alarms.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LeaseModule } from '../lease/lease.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { DecoderRegistry } from './decoder-registry.js';
import { DecoderStore } from './decoder-store.js';
import { DecoderWarnings } from './decoder-warnings.js';
import { HostClockSteps } from './host-clock-steps.js';
import { HostCorrections } from './host-corrections.js';
import { RedisDecoderStore } from './redis-decoder.store.js';

/**
 * The decoders that run. Global, because the access room below asks for its port `RunningDecoders` without knowing the
 * intake.
 */
@Global()
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
  providers: [
    DecoderRegistry,
    DecoderWarnings,
    HostClockSteps,
    HostCorrections,
    { provide: DecoderStore, useClass: RedisDecoderStore },
    { provide: RunningDecoders, useExisting: DecoderRegistry },
  ],
  exports: [AlarmsModule, DecoderRegistry, DecoderStore, DecoderWarnings, HostClockSteps, RunningDecoders],
})
export class DecoderIntakeModule {}
