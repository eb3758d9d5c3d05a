import { Module } from '@nestjs/common';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { FeedModule } from '../feed/feed.module.js';
import { Relay } from './relay.js';

@Module({
  imports: [FeedModule, StorageModule],
  providers: [Relay],
  exports: [Relay],
})
export class RelayModule {}
