import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.js';
import { LongReads } from './long-reads.js';
import { NegotiatedPassings } from './export/negotiated-passings.js';
import { PassingsExporter } from './export/passings-exporter.js';
import { PassingsController } from './passings.controller.js';
import { PassingsService } from './passings.service.js';
import { TranspondersController } from './transponders.controller.js';
import { TranspondersService } from './transponders.service.js';

@Module({
  imports: [StorageModule],
  controllers: [PassingsController, TranspondersController],
  providers: [LongReads, PassingsService, PassingsExporter, NegotiatedPassings, TranspondersService],
})
export class PassingsModule {}
