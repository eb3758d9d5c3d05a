import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { IngestService } from './ingest.service.js';

@Module({ imports: [LedgerModule], providers: [IngestService], exports: [IngestService] })
export class IngestModule {}
