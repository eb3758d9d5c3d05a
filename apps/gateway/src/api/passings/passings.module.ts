import { Module } from '@nestjs/common';
import { Sites } from '#passings';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { QueryRouter } from './query-router.js';
import { FilesUnderWay } from './export/files-under-way.js';
import { NegotiatedPassings } from './negotiated-passings.js';
import { PassingsExporter } from './export/passings-exporter.js';
import { PassingsController } from './passings.controller.js';
import { PassingsService } from './passings.service.js';
import { LongReads } from './reading/long/long-reads.js';
import { PassingsAnswers } from './reading/passings-answers.js';
import { StoreAnswers } from './reading/store-answers.js';
import { ThreadAnswers } from './thread/thread-answers.js';
import { TranspondersController } from './transponders.controller.js';
import { TranspondersService } from './transponders.service.js';

@Module({
  imports: [StorageModule],
  controllers: [PassingsController, TranspondersController],
  providers: [
    {
      provide: StoreAnswers,
      inject: [Sites],
      useFactory: (sites: Sites) => new StoreAnswers(sites),
    },
    ThreadAnswers,
    { provide: LongReads, useFactory: () => new LongReads() },
    { provide: PassingsAnswers, useClass: QueryRouter },
    PassingsService,
    PassingsExporter,
    FilesUnderWay,
    NegotiatedPassings,
    TranspondersService,
  ],
  exports: [PassingsAnswers],
})
export class PassingsModule {}
