import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { StorageModule } from '../storage/storage.module.js';
import { RetentionService } from './retention.service.js';

@Module({ imports: [ScheduleModule.forRoot(), StorageModule], providers: [RetentionService] })
export class RetentionModule {}
