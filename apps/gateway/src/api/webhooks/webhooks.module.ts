import { Module } from '@nestjs/common';
import type { StoreConnections } from '#passings';
import { SiteKeys } from '#redis';
import { RedisRecords } from '../../access/accounts/redis-records.js';
import { AuditedWrites } from '../../access/audit/audited-writes.js';
import { AuthModule } from '../../access/auth/auth.module.js';
import { IdempotencyModule } from '../../access/idempotency/idempotency.module.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { STORE_CONNECTIONS, StorageModule } from '../../platform/storage/storage.module.js';
import { FeedModule } from '../feed/feed.module.js';
import { DemoWebhooks } from './demo-webhooks.js';
import { DeliveryStates } from './delivery/delivery-states.js';
import { RedisDeliveryStates } from './delivery/redis-delivery-states.js';
import { WebhookDeliveries } from './delivery/webhook-deliveries.js';
import { WebhookSenders } from './delivery/webhook-senders.js';
import { AUDITED_WEBHOOK, WEBHOOKS } from './receivers/webhook.js';
import { WebhookSecrets } from './receivers/webhook-secrets.js';
import { WebhooksService } from './webhooks.service.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [AuthModule, FeedModule, IdempotencyModule, StorageModule],
  controllers: [WebhooksController],
  providers: [
    {
      provide: WEBHOOKS,
      inject: [STORE_CONNECTIONS, AuditedWrites, GatewayConfig],
      useFactory: ({ reader }: StoreConnections, writes: AuditedWrites, { site }: GatewayConfig) =>
        new RedisRecords(reader, writes, new SiteKeys(site).webhooks, AUDITED_WEBHOOK),
    },
    { provide: DeliveryStates, useClass: RedisDeliveryStates },
    WebhookSecrets,
    WebhookSenders,
    WebhooksService,
    WebhookDeliveries,
    DemoWebhooks,
  ],
})
export class WebhooksModule {}
