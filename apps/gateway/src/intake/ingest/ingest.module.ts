import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { IngestService } from './ingest.service.js';
import { SetBacks } from './set-backs.js';

@Module({
  imports: [LedgerModule, StorageModule],
  providers: [IngestService, SetBacks],
  exports: [IngestService],
})
export class IngestModule {}
