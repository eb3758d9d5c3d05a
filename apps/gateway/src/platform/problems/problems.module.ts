import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { StorageModule } from '../storage/storage.module.js';
import { ProblemFilter } from './problem.filter.js';

@Module({ imports: [StorageModule], providers: [{ provide: APP_FILTER, useClass: ProblemFilter }] })
export class ProblemsModule {}
