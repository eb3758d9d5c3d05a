import { ApiProperty } from '@nestjs/swagger';

export class LiveAnswer {
  @ApiProperty({ type: 'string', enum: ['live'], example: 'live' })
  readonly status!: 'live';
}

const checks = {
  type: 'object',
  additionalProperties: { type: 'string' },
  example: { redis: 'ok', ingest: 'ok', timing: 'degraded' },
} as const;

export class ReadyDetails {
  @ApiProperty({ ...checks, description: 'The same, where a 503 has it.' })
  readonly checks!: Readonly<Record<string, string>>;
  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    description: 'What somebody should look after, as sentences; empty when all is well.',
    example: [
      '1 of 2 decoders is not connected, so that its passings wait there or are missed. ' +
        'GET /api/v1/decoders says which and why.',
    ],
  })
  readonly messages!: readonly string[];
}

export class ReadyAnswer {
  @ApiProperty({ type: 'string', enum: ['ready'], example: 'ready' })
  readonly status!: 'ready';
  @ApiProperty({
    ...checks,
    description:
      'What was checked. `timing` is `degraded` while a decoder that is configured is not connected.',
  })
  readonly checks!: Readonly<Record<string, string>>;
  @ApiProperty({ type: ReadyDetails })
  readonly details!: ReadyDetails;
}
