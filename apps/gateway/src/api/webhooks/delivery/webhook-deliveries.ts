import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Sites } from '#passings';
import { Clock } from '../../../platform/clock/clock.js';
import { RepeatedTask } from '../../../platform/clock/repeated-task.js';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';
import { PacedLog } from '../../../platform/log/paced-log.js';
import { failureWords } from '../../../platform/storage/storage-trouble.js';
import { filterOf } from '../../feed/feed-filter.js';
import { FeedTails } from '../../feed/tail/feed-tails.js';
import { type Webhook, WEBHOOKS, type Webhooks } from '../receivers/webhook.js';
import { DeliveryStates } from './delivery-states.js';
import { FeedBatches } from '../../feed/tail/feed-batches.js';
import { WebhookDelivery } from './webhook-delivery.js';
import { WebhookSenders } from './webhook-senders.js';

const LOOK_PERIOD_MS = 1000;

interface Running {
  /** The webhook as it was when its deliveries began. */
  readonly text: string;
  readonly delivery: WebhookDelivery;
  isEnding: boolean;
  /** Failures paused it: it stays here, so that it is not begun again before it is changed. */
  isPaused: boolean;
  /** Resolves when it delivers no more. */
  over: Promise<void>;
}

/** Delivers to every webhook of the site, while no other gateway does. */
@Injectable()
export class WebhookDeliveries implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('webhooks');
  private readonly paced = new PacedLog();
  private readonly run = randomUUID();
  private readonly running = new Map<string, Running>();
  private readonly looking = new RepeatedTask(() => this.lookQuietly(), LOOK_PERIOD_MS);
  private hasTurn = false;
  private isEnding = false;

  constructor(
    @Inject(WEBHOOKS) private readonly webhooks: Webhooks,
    private readonly states: DeliveryStates,
    private readonly senders: WebhookSenders,
    private readonly sites: Sites,
    private readonly tails: FeedTails,
    private readonly clock: Clock,
    private readonly config: GatewayConfig,
  ) {}

  onApplicationBootstrap(): void {
    void this.looking.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.looking.stop();
    this.isEnding = true;
    const running = [...this.running.values()];
    this.keepOnly(new Set());
    await Promise.all(running.map(({ over }) => over));
    // Where the storage is away, the turn ends by itself.
    if (this.hasTurn) await this.states.leaveTurn(this.run).catch(() => undefined);
  }

  private async lookQuietly(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      // Where nothing is delivered, nothing waits.
      if (this.running.size > 0) this.wait(error);
    }
  }

  private async look(): Promise<void> {
    const webhooks = await this.webhooks.all();
    this.hasTurn = webhooks.length > 0 && (await this.states.takeTurn(this.run));
    // A look that was under way at the end begins nothing.
    const due = this.hasTurn && !this.isEnding ? webhooks.filter(({ isPaused }) => !isPaused) : [];
    this.keepOnly(new Set(due.map((webhook) => JSON.stringify(webhook))));
    for (const webhook of due) if (!this.running.has(webhook.id)) this.begin(webhook);
  }

  /** Ends the deliveries of webhooks that are changed or gone; the next ones begin when they are over. */
  private keepOnly(texts: ReadonlySet<string>): void {
    for (const [id, running] of this.running) {
      if (running.isEnding || texts.has(running.text)) continue;
      running.isEnding = true;
      running.delivery.end();
      if (running.isPaused) this.running.delete(id);
    }
  }

  private begin(webhook: Webhook): void {
    const { site } = this.config;
    const { feed } = this.sites.of(site);
    const tail = this.tails.of(site);
    const paced = new PacedLog();
    const delivery = new WebhookDelivery(webhook, {
      batches: new FeedBatches(feed, tail, filterOf(webhook.filter)),
      states: this.states,
      sender: this.senders.of(webhook),
      now: () => feed.now(),
      nowMs: () => this.clock.nowMs(),
      tell: (words) => {
        paced.tell(`webhook ${webhook.id} (${JSON.stringify(webhook.name)}): ${words}`, (line) => {
          this.log.warn(line);
        });
      },
      onStorageTrouble: (error) => {
        this.wait(error);
      },
    });
    const leave = tail.enter();
    const running: Running = {
      text: JSON.stringify(webhook),
      delivery,
      isEnding: false,
      isPaused: false,
      over: delivery
        .run()
        .catch((error: unknown) => {
          this.wait(error);
          return false;
        })
        .then((isPaused) => {
          leave();
          running.isPaused = isPaused;
          if (!isPaused || running.isEnding) this.running.delete(webhook.id);
        }),
    };
    this.running.set(webhook.id, running);
  }

  private wait(error: unknown): void {
    this.paced.tell(`deliveries wait: ${failureWords(error)}`, (line) => {
      this.log.warn(line);
    });
  }
}
