import { ApiProperty } from '@nestjs/swagger';

export class LiveAnswer {
  @ApiProperty({ type: 'string', enum: ['live'], example: 'live' })
  readonly status!: 'live';
}

export class ReadyAnswer {
  @ApiProperty({ type: 'string', enum: ['ready'], example: 'ready' })
  readonly status!: 'ready';
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'What was checked.',
    example: { redis: 'ok', ingest: 'ok' },
  })
  readonly checks!: Readonly<Record<string, string>>;
}
