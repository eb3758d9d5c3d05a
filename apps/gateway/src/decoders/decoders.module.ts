import { Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { IngestModule } from '../ingest/ingest.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { DecodersController } from './decoders.controller.js';
import { DecodersService } from './decoders.service.js';

@Module({
  imports: [DecoderModule, IngestModule, StorageModule],
  controllers: [DecodersController],
  providers: [DecodersService],
})
export class DecodersModule {}
