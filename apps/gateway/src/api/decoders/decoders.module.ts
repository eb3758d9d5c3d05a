import { Module } from '@nestjs/common';
import { LicenseModule } from '../../access/license/license.module.js';
import { DecoderIntakeModule } from '../../intake/decoders/decoder-intake.module.js';
import { IngestModule } from '../../intake/ingest/ingest.module.js';
import { LeaseModule } from '../../intake/lease/lease.module.js';
import { LedgerModule } from '../../intake/ledger/ledger.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { DecodersController } from './decoders.controller.js';
import { DecodersService } from './decoders.service.js';

@Module({
  imports: [DecoderIntakeModule, IngestModule, LeaseModule, LedgerModule, LicenseModule, StorageModule],
  controllers: [DecodersController],
  providers: [DecodersService],
  exports: [DecoderIntakeModule, DecodersService],
})
export class DecodersModule {}
