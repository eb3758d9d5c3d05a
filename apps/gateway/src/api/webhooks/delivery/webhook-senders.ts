import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import type { Webhook } from '../receivers/webhook.js';
import { WebhookSecrets } from '../receivers/webhook-secrets.js';
import { WebhookPost } from './webhook-post.js';
import { WebhookSender } from './webhook-sender.js';

/** Makes the senders of webhooks. */
@Injectable()
export class WebhookSenders {
  constructor(
    private readonly secrets: WebhookSecrets,
    private readonly clock: Clock,
    private readonly config: GatewayConfig,
  ) {}

  of(webhook: Webhook): WebhookSender {
    const post = new WebhookPost(new URL(webhook.url), this.config.webhookLocal);
    return new WebhookSender(
      post,
      () => this.secrets.signingKeys(webhook),
      () => this.clock.nowMs(),
    );
  }
}
