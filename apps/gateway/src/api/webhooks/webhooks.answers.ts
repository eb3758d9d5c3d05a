import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EXAMPLE_CURSOR } from '../feed/feed.answer.js';

const moment = (description: string) =>
  ({ type: 'string', format: 'date-time', description, example: '2024-02-13T18:12:00.000Z' }) as const;
const momentOrNull = (description: string) => ({ ...moment(description), nullable: true }) as const;

export const WEBHOOK_STATES = ['active', 'failing', 'paused'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

export class WebhookAnswer {
  @ApiProperty({ example: 'webhook_123' }) readonly id!: string;
  @ApiProperty({ example: 'The results page' }) readonly name!: string;
  @ApiProperty({ example: 'https://results.example/passings' }) readonly url!: string;
  @ApiPropertyOptional({ description: 'Only this transponder.', example: '105788474' })
  readonly transponder_id?: string;
  @ApiPropertyOptional({ description: 'Only passings of this decoder.', example: 'finish' })
  readonly decoder_id?: string;
  @ApiPropertyOptional({ type: 'integer', description: 'Only passings of this loop.', example: 1 })
  readonly loop_id?: number;
  @ApiProperty({
    type: 'string',
    enum: [...WEBHOOK_STATES],
    description:
      '`active`: no delivery failed since the last one that arrived, or since it was made or changed; `delivered_at` says when one ' +
      'arrived. `failing`: the last delivery did not arrive and is tried again.',
    example: 'active',
  })
  readonly state!: WebhookState;
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Why it is paused, or why the last delivery did not arrive.',
    example: null,
  })
  readonly trouble!: string | null;
  @ApiProperty({
    type: 'string',
    description: 'The place in the feed behind which it goes on.',
    example: EXAMPLE_CURSOR,
  })
  readonly cursor!: string;
  @ApiProperty({ type: 'integer', description: 'Attempts that failed, in a row.', example: 0 })
  readonly failures!: number;
  @ApiProperty(momentOrNull('When a delivery arrived last; null: never.'))
  readonly delivered_at!: string | null;
  @ApiProperty(momentOrNull('When a delivery was last tried; null: never.'))
  readonly attempted_at!: string | null;
  @ApiProperty({ ...momentOrNull('When it is tried again; null while nothing failed.'), example: null })
  readonly next_attempt_at!: string | null;
  @ApiProperty(moment('When it was made.')) readonly created_at!: string;
  @ApiProperty({
    ...momentOrNull('Until then deliveries are signed with the old secret as well; null: there was none.'),
    example: null,
  })
  readonly old_secret_ends_at!: string | null;
}

export class NewWebhookAnswer extends WebhookAnswer {
  @ApiProperty({
    description: 'Checks the signatures of deliveries. Shown this once.',
    example: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  })
  readonly secret!: string;
}

export class WebhooksAnswer {
  @ApiProperty({ type: 'boolean', example: true }) readonly success!: true;
  @ApiProperty({ type: [WebhookAnswer] }) readonly webhooks!: readonly WebhookAnswer[];
  @ApiProperty({ type: 'integer', example: 1 }) readonly count!: number;
}

export class WebhookTestAnswer {
  @ApiProperty({ type: 'boolean', example: true }) readonly success!: true;
  @ApiProperty({ type: 'boolean', description: 'Whether the receiver answered with 2xx.', example: true })
  readonly delivered!: boolean;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The status of the answer; null: none came.',
    example: 204,
  })
  readonly status_code!: number | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'What went wrong, in words.', example: null })
  readonly trouble!: string | null;
  @ApiProperty({ type: 'integer', description: 'Time until the answer, ms.', example: 38 })
  readonly duration_ms!: number;
}
