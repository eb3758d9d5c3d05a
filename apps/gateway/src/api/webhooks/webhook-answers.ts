import { type DeliveryState, firstState, inTerm } from './delivery/delivery-state.js';
import { oldSecretEndsAt, type Webhook } from './receivers/webhook.js';
import type { WebhookAnswer } from './webhooks.answers.js';

const iso = (timeMs: number | null): string | null =>
  timeMs === null ? null : new Date(timeMs).toISOString();

export type ShownWebhook = Pick<WebhookAnswer, keyof WebhookAnswer>;

/** Returns a webhook as people see it, with how far it is; `text` is '' where it delivered nothing yet. */
export function webhookAnswer(webhook: Webhook, text: string): ShownWebhook {
  const { id, name, url, filter, after, term, createdAtMs, isPaused } = webhook;
  const state = text === '' ? firstState(after, term) : inTerm(JSON.parse(text) as DeliveryState, term);
  const { pausedBecause, lastAttempt, failures } = state;
  const isHeld = isPaused || pausedBecause !== null;
  return {
    id,
    name,
    url,
    ...filter,
    state: isHeld ? 'paused' : failures > 0 ? 'failing' : 'active',
    trouble: isPaused ? 'Paused by an administrator.' : failures > 0 ? (lastAttempt?.error ?? null) : null,
    cursor: state.cursor,
    failures,
    delivered_at: iso(state.deliveredAtMs),
    attempted_at: iso(lastAttempt?.atMs ?? null),
    next_attempt_at: isHeld ? null : iso(state.nextAttemptAtMs),
    created_at: new Date(createdAtMs).toISOString(),
    old_secret_ends_at: oldSecretEndsAt(webhook),
  };
}
