import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { IngestService } from './ingest.service.js';
import { SetBacks } from './set-backs.js';
import { StoredBatches } from './stored-batches.js';
import { StoredCounts } from './stored-counts.js';

@Module({
  imports: [LedgerModule, StorageModule],
  providers: [IngestService, SetBacks, StoredBatches, StoredCounts],
  exports: [IngestService, StoredBatches, StoredCounts],
})
export class IngestModule {}
