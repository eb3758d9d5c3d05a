import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Sites, UnknownCursor } from '#passings';
import { changedMeanwhile } from '../../access/accounts/account-problems.js';
import { randomId } from '../../access/accounts/accounts.js';
import { Clock } from '../../platform/clock/clock.js';
import { ExpiryClock } from '../../platform/clock/expiry-clock.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { NOW } from '../feed/feed.criteria.js';
import { unknownCursor } from '../feed/feed-problems.js';
import { DeliveryStates } from './delivery/delivery-states.js';
import { testBody } from './delivery/webhook-message.js';
import { WebhookSenders } from './delivery/webhook-senders.js';
import { type Webhook, type WebhookFilter, WEBHOOKS, type Webhooks } from './receivers/webhook.js';
import { type ShownWebhook, webhookAnswer } from './webhook-answers.js';
import { MOST_WEBHOOKS, testUnderWay, tooManyWebhooks, unknownWebhook } from './webhook-problems.js';
import { WebhookSecrets } from './receivers/webhook-secrets.js';
import { webhookUrl } from './receivers/webhook-url.js';
import type { NewWebhookAnswer, WebhooksAnswer, WebhookTestAnswer } from './webhooks.answers.js';
import type { NewWebhookInput, WebhookChangeInput } from './webhooks.inputs.js';

const OLDEST = 'oldest';

type NewWebhook = Pick<NewWebhookInput, keyof NewWebhookInput>;

/** Makes, changes and shows webhooks. */
@Injectable()
export class WebhooksService {
  private readonly tested = new Set<string>();

  constructor(
    @Inject(WEBHOOKS) private readonly webhooks: Webhooks,
    private readonly states: DeliveryStates,
    private readonly secrets: WebhookSecrets,
    private readonly senders: WebhookSenders,
    private readonly sites: Sites,
    private readonly clock: Clock,
    private readonly expiryClock: ExpiryClock,
    private readonly config: GatewayConfig,
  ) {}

  async list(): Promise<WebhooksAnswer> {
    const [all, states] = await Promise.all([this.webhooks.all(), this.states.all()]);
    const sorted = all.toSorted((one, other) => one.createdAtMs - other.createdAtMs);
    const webhooks = sorted.map((webhook) => webhookAnswer(webhook, states.get(webhook.id) ?? ''));
    return { success: true, webhooks, count: webhooks.length };
  }

  async get(id: string): Promise<ShownWebhook> {
    return this.answerOf(await this.find(id));
  }

  async add(asked: NewWebhook, id = randomId('webhook')): Promise<NewWebhookAnswer> {
    const secret = this.secrets.make();
    const url = webhookUrl(asked.url, this.config.webhookLocal);
    const webhook: Webhook = {
      id,
      name: asked.name ?? new URL(url).host,
      url,
      filter: filterIn(asked),
      after: await this.beginning(asked.after),
      createdAtMs: this.clock.nowMs(),
      isPaused: asked.paused ?? false,
      term: 1,
      secret: this.secrets.seal(id, secret),
    };
    if ((await this.webhooks.all()).length >= MOST_WEBHOOKS) throw tooManyWebhooks();
    if (!(await this.webhooks.add(id, webhook))) throw changedMeanwhile();
    return { ...webhookAnswer(webhook, ''), secret };
  }

  async change(id: string, { name, url, paused }: WebhookChangeInput): Promise<ShownWebhook> {
    const before = await this.find(id);
    return this.replace(before, {
      ...(name === undefined ? {} : { name }),
      ...(url === undefined ? {} : { url: webhookUrl(url, this.config.webhookLocal) }),
      ...(paused === undefined ? {} : { isPaused: paused }),
    });
  }

  /** Gives a webhook a new secret; the old one signs as well for some time. */
  async rotate(id: string, overlapMs: number): Promise<NewWebhookAnswer> {
    const before = await this.find(id);
    const secret = this.secrets.make();
    const untilMs = this.expiryClock.nowMs() + overlapMs;
    const previous = { sealed: before.secret.sealed, untilMs };
    const answer = await this.replace(before, { secret: { ...this.secrets.seal(id, secret), previous } });
    return { ...answer, secret };
  }

  async remove(id: string): Promise<void> {
    if (!(await this.webhooks.remove(id))) throw unknownWebhook();
    await this.states.remove(id);
  }

  /** Sends a delivery without passings, beside those that are under way. */
  async test(id: string): Promise<WebhookTestAnswer> {
    const webhook = await this.find(id);
    if (this.tested.has(id)) throw testUnderWay();
    this.tested.add(id);
    const sender = this.senders.of(webhook);
    const beganMs = performance.now();
    try {
      const messageId = `msg_${randomBytes(15).toString('base64url')}`;
      const body = testBody(this.clock.nowMs());
      const { trouble, statusCode } = await sender.send(messageId, body, new AbortController().signal);
      return {
        success: true,
        delivered: trouble === undefined,
        status_code: statusCode,
        trouble: trouble ?? null,
        duration_ms: Math.round(performance.now() - beganMs),
      };
    } finally {
      this.tested.delete(id);
      sender.close();
    }
  }

  private async find(id: string): Promise<Webhook> {
    const webhook = await this.webhooks.find(id);
    if (webhook === undefined) throw unknownWebhook();
    return webhook;
  }

  private async replace(before: Webhook, changes: Partial<Webhook>): Promise<ShownWebhook> {
    const webhook = { ...before, ...changes, term: before.term + 1 };
    if (!(await this.webhooks.change(before.id, before, webhook))) throw changedMeanwhile();
    return this.answerOf(webhook);
  }

  private async answerOf(webhook: Webhook): Promise<ShownWebhook> {
    return webhookAnswer(webhook, await this.states.find(webhook.id));
  }

  private async beginning(after = NOW): Promise<string> {
    const { feed } = this.sites.of(this.config.site);
    if (after === NOW) return feed.now();
    if (after === OLDEST) return feed.oldest();
    try {
      await feed.read(after, 1);
      return after;
    } catch (error) {
      throw error instanceof UnknownCursor ? unknownCursor(error) : error;
    }
  }
}

function filterIn({ transponder_id, decoder_id, loop_id }: NewWebhook): WebhookFilter {
  return {
    ...(transponder_id === undefined ? {} : { transponder_id }),
    ...(decoder_id === undefined ? {} : { decoder_id }),
    ...(loop_id === undefined ? {} : { loop_id }),
  };
}
