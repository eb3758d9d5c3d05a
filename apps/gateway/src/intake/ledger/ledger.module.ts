import { Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { LeaseModule } from '../lease/lease.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { Ledgers } from './ledgers.js';

@Module({
  imports: [DecoderModule, LeaseModule, StorageModule],
  providers: [Ledgers],
  exports: [LeaseModule, Ledgers],
})
export class LedgerModule {}
