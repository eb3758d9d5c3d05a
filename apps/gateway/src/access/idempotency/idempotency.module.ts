import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { AnswerSeal } from './answer-seal.js';
import { KeptAnswers } from './kept-answers.js';
import { RedisKeptAnswers } from './redis-kept-answers.js';

@Module({
  imports: [AuthModule, StorageModule],
  providers: [AnswerSeal, { provide: KeptAnswers, useClass: RedisKeptAnswers }],
  exports: [AnswerSeal, KeptAnswers],
})
export class IdempotencyModule {}
