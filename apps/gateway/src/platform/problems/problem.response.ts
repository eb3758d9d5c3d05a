import { ApiProperty } from '@nestjs/swagger';
import { STORAGE_TROUBLES } from '../storage/storage-trouble.js';

/** The shape of every error, for the OpenAPI document. */
export class ProblemResponse {
  @ApiProperty({ type: 'string', description: 'The text of the HTTP status.', example: 'Bad Request' })
  readonly error!: string;
  @ApiProperty({
    type: 'string',
    description: 'A sentence for a person: what is wrong and what to do.',
    example: 'The request is not valid: limit must be a whole number from 1 to 10000.',
  })
  readonly message!: string;
  @ApiProperty({ type: 'integer', description: 'The HTTP status.', minimum: 400, maximum: 599, example: 400 })
  readonly code!: number;
  @ApiProperty({ type: 'string', format: 'date-time', example: '2024-02-13T18:12:00.000Z' })
  readonly timestamp!: string;
  @ApiProperty({
    type: 'object',
    selfRequired: true,
    description: 'For programs: why, and what belongs to it.',
    required: ['reason'],
    properties: {
      reason: { type: 'string', description: 'A stable dotted code.' },
      fields: {
        type: 'array',
        description: 'With 400: one entry per bad field.',
        items: {
          type: 'object',
          required: ['field', 'message'],
          properties: { field: { type: 'string' }, message: { type: 'string' } },
        },
      },
      storage: {
        type: 'string',
        enum: [...STORAGE_TROUBLES],
        description: 'With 503: what is wrong with the storage.',
      },
      request_id: { type: 'string', description: 'With 500: what the log has it under.' },
    },
    additionalProperties: true,
    example: {
      reason: 'request.invalid',
      fields: [{ field: 'limit', message: 'must be a whole number from 1 to 10000' }],
    },
  })
  readonly details!: Readonly<Record<string, unknown>>;
}
