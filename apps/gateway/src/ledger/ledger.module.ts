import { Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { StorageModule } from '../storage/storage.module.js';
import { Ledgers } from './ledgers.js';

@Module({ imports: [DecoderModule, StorageModule], providers: [Ledgers], exports: [Ledgers] })
export class LedgerModule {}
