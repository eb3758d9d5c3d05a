import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RepeatedTask } from '../../platform/clock/repeated-task.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { WebhooksService } from './webhooks.service.js';

const DEMO_WEBHOOKS = ['webhook_123', 'webhook_456'];
const RETRY_MS = 500;

/** Makes the webhooks that the examples of the API documentation name; they are paused, as nobody is there to receive. */
@Injectable()
export class DemoWebhooks implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly making = new RepeatedTask(() => this.make(), RETRY_MS);

  constructor(
    private readonly webhooks: WebhooksService,
    private readonly config: GatewayConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.demo) await this.making.start();
  }

  onModuleDestroy(): void {
    this.making.stop();
  }

  private async make(): Promise<void> {
    try {
      const { webhooks } = await this.webhooks.list();
      const known = new Set(webhooks.map(({ id }) => id));
      const terms = { name: 'An example', url: 'https://results.example/passings', paused: true };
      for (const id of DEMO_WEBHOOKS) if (!known.has(id)) await this.webhooks.add(terms, id);
      this.making.stop();
    } catch {
      // The connection logs why the store does not answer; it is tried again.
    }
  }
}
