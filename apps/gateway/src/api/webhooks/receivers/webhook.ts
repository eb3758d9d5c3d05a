import type { Subject } from '../../../access/audit/alteration.js';
import type { Records } from '../../../access/accounts/records.js';
import type { FeedFilterCriteria } from '../../feed/feed.criteria.js';

/** A secret that signs, sealed: Redis alone does not give it away. */
export interface SealedSecret {
  readonly sealed: string;
  /** The secret before it, which signs as well for as long. */
  readonly previous?: { readonly sealed: string; readonly untilMs: number };
}

export type WebhookFilter = Readonly<Pick<FeedFilterCriteria, keyof FeedFilterCriteria>>;

/** A receiver to which passings are pushed as they are stored. */
export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Passings that are pushed; the others are passed over. */
  readonly filter: WebhookFilter;
  /** Cursor behind which it begins. */
  readonly after: string;
  readonly createdAtMs: number;
  readonly isPaused: boolean;
  /** Rises with each change by an administrator: failures of an earlier term count no longer. */
  readonly term: number;
  readonly secret: SealedSecret;
}

export const WEBHOOKS = Symbol('WEBHOOKS');
export type Webhooks = Records<Webhook>;

/** Returns the end of the secret before; null where there is none. */
export function oldSecretEndsAt({ secret }: Webhook): string | null {
  return secret.previous === undefined ? null : new Date(secret.previous.untilMs).toISOString();
}

export const AUDITED_WEBHOOK: Subject<Webhook> = {
  kind: 'webhook',
  idOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  shown: (webhook) => ({
    name: webhook.name,
    url: webhook.url,
    ...webhook.filter,
    paused: webhook.isPaused,
    old_secret_ends_at: oldSecretEndsAt(webhook),
  }),
  secretsOf: ({ secret }) => ({ secret: secret.sealed }),
};
