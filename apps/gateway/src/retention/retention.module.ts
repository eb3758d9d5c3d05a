import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { StorageModule } from '../storage/storage.module.js';
import { CompactionService } from './compaction.service.js';
import { RetentionService } from './retention.service.js';

@Module({
  imports: [ScheduleModule.forRoot(), StorageModule],
  providers: [RetentionService, CompactionService],
})
export class RetentionModule {}
