import { Injectable, Logger } from '@nestjs/common';
import { Sites } from '#passings';
import { StoredBatches } from '../../../intake/ingest/stored-batches.js';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { PacedLog } from '../../../platform/log/paced-log.js';
import { failureWords } from '../../../platform/storage/storage-trouble.js';
import { FeedTail } from './feed-tail.js';

/** The newest rows of each site that has readers. */
@Injectable()
export class FeedTails {
  private readonly log = new Logger('feed');
  private readonly paced = new PacedLog();
  private readonly tails = new Map<string, FeedTail>();

  constructor(
    private readonly sites: Sites,
    batches: StoredBatches,
    { site }: GatewayConfig,
  ) {
    batches.subscribe(() => {
      this.poke(site);
    });
  }

  /** Hears that something was stored in a site. */
  poke(site: string): void {
    this.tails.get(site)?.poke();
  }

  of(site: string): FeedTail {
    const known = this.tails.get(site);
    if (known !== undefined) return known;
    const tail = new FeedTail(this.sites.of(site).feed, (error) => {
      this.paced.tell(`readers of the feed wait: ${failureWords(error)}`, (line) => {
        this.log.warn(line);
      });
    });
    this.tails.set(site, tail);
    return tail;
  }
}
