import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { connectRedis, SiteKeys } from '#redis';
import { StoredBatches } from '../../../intake/ingest/stored-batches.js';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { StoreUrl } from '../../../platform/config/store-url.js';
import { STORE_CONNECTIONS } from '../../../platform/storage/storage.module.js';
import { FeedTails } from './feed-tails.js';

/** Batches that follow each other within it are told once. */
const TELL_PERIOD_MS = 10;

/**
 * Tells the other gateways of a Redis that something was stored, and hears them. A word that is lost delays a reader until
 * its tail looks by itself: the truth is the sequence.
 */
@Injectable()
export class StoredElsewhere implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly run = randomUUID();
  private readonly channel: string;
  private hearing: StoreConnections['reader'] | undefined;
  private telling: NodeJS.Timeout | undefined;

  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    private readonly storeUrl: StoreUrl,
    private readonly batches: StoredBatches,
    private readonly tails: FeedTails,
    private readonly config: GatewayConfig,
  ) {
    this.channel = new SiteKeys(config.site).feedStored;
  }

  onApplicationBootstrap(): void {
    const { site, redisUrl } = this.config;
    // Nobody else is on a private Redis.
    if (redisUrl === undefined) return;
    this.batches.subscribe(() => {
      this.telling ??= setTimeout(() => {
        this.tell();
      }, TELL_PERIOD_MS).unref();
    });
    const hearing = connectRedis(this.storeUrl.url, { role: 'watch' });
    this.hearing = hearing;
    hearing.on('message', (_channel, run) => {
      if (run !== this.run) this.tails.poke(site);
    });
    hearing.on('ready', () => {
      // Where the user of Redis may not, the tails look by themselves.
      hearing.subscribe(this.channel).catch(() => undefined);
    });
  }

  onApplicationShutdown(): void {
    clearTimeout(this.telling);
    this.hearing?.disconnect();
  }

  private tell(): void {
    this.telling = undefined;
    this.redis.reader.publish(this.channel, this.run).catch(() => undefined);
  }
}
