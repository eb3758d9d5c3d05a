import { Inject, Injectable } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { STORE_CONNECTIONS } from '../../platform/storage/storage.module.js';
import { type AuditPage, type AuditQuery, AuditTrail } from './audit-trail.js';
import { readEntry, timeText } from './entry-text.js';

/** A sorted set: entries as texts, all of the same score, so that they are in the order of their ids. */
@Injectable()
export class RedisAuditTrail extends AuditTrail {
  private readonly key: string;

  constructor(
    @Inject(STORE_CONNECTIONS) private readonly redis: StoreConnections,
    { site }: GatewayConfig,
  ) {
    super();
    this.key = new SiteKeys(site).audit;
  }

  override async page({ sinceMs, untilMs, olderThan, limit }: AuditQuery): Promise<AuditPage> {
    const ends = [olderThan, untilMs === undefined ? undefined : timeText(untilMs + 1)];
    const [end] = ends.filter((each) => each !== undefined).sort();
    const until = end === undefined ? '+' : `(${end}`;
    const since = sinceMs === undefined ? '-' : `[${timeText(sinceMs)}`;
    const texts = await this.redis.reader.zrevrangebylex(this.key, until, since, 'LIMIT', 0, limit + 1);
    return { entries: texts.slice(0, limit).map(readEntry), hasMore: texts.length > limit };
  }

  override forgetBefore(atMs: number): Promise<number> {
    return this.redis.reader.zremrangebylex(this.key, '-', `(${timeText(atMs)}`);
  }
}
