import { Module } from '@nestjs/common';
import { IngestModule } from '../../intake/ingest/ingest.module.js';
import { StorageModule } from '../../platform/storage/storage.module.js';
import { FeedController } from './feed.controller.js';
import { FeedPages } from './pages/feed-pages.js';
import { Streams } from './stream/streams.js';
import { StoredElsewhere } from './tail/stored-elsewhere.js';
import { FeedTails } from './tail/feed-tails.js';

@Module({
  imports: [IngestModule, StorageModule],
  controllers: [FeedController],
  providers: [FeedPages, FeedTails, StoredElsewhere, Streams],
  exports: [FeedTails],
})
export class FeedModule {}
