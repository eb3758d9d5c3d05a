import { BooleanField, IntegerField, TextField } from '../../platform/validation/fields.js';
import { NameField } from '../../access/admin/admin.inputs.js';
import { FeedFilterCriteria } from '../feed/feed.criteria.js';

const UrlField = (required?: true): PropertyDecorator =>
  TextField({
    ...(required === undefined ? {} : { required }),
    pattern: /^https?:\/\/[\x21-\x7e]+$/,
    maxLength: 2048,
    expected: 'a URL that begins with https:// or http://',
    description:
      'Where deliveries are posted to. An address of this machine itself or of its link alone is refused unless ' +
      'COACHLINK_WEBHOOK_LOCAL=on; one of the local network is fine.',
  });

export class NewWebhookInput extends FeedFilterCriteria {
  @NameField('What it is for; without it, the host of its URL.') readonly name?: string;
  @UrlField(true) readonly url!: string;
  @TextField({
    pattern: /^(now|oldest|[A-Za-z0-9_-]+[.][0-9]+)$/,
    maxLength: 128,
    expected: 'a cursor of the feed, as it came, or now, or oldest',
    description:
      'Begins behind this cursor of the feed; `oldest` stands for everything that is kept. Without it, and as `now`, it ' +
      'begins with what is stored from now on.',
  })
  readonly after?: string;
  @BooleanField({
    description: 'Makes it paused: it begins with what is stored from now on, once it goes on.',
    default: false,
  })
  readonly paused?: boolean;
}

export class WebhookChangeInput {
  @NameField('What it is for.') readonly name?: string;
  @UrlField() readonly url?: string;
  @BooleanField({
    description:
      'Pauses it, or goes on where it was: with false also after failures, and at once where it waits for its next attempt.',
  })
  readonly paused?: boolean;
}

export class WebhookRotateInput {
  @IntegerField({
    min: 0,
    max: 604_800,
    default: 86_400,
    description: 'For how many seconds deliveries are signed with the old secret as well.',
  })
  readonly overlap_seconds?: number;
}
