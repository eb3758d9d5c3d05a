import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { DecoderModule } from '#decoder';
import { DecoderIntakeModule } from '../decoders/decoder-intake.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { CompactionService } from './compaction.service.js';
import { RetentionService } from './retention.service.js';

@Module({
  imports: [ScheduleModule.forRoot(), DecoderModule, DecoderIntakeModule, LedgerModule, StorageModule],
  providers: [RetentionService, CompactionService],
  exports: [RetentionService],
})
export class RetentionModule {}
