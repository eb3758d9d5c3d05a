import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { COMMAND_STATUSES, type CommandStatus } from './trail/outcome.js';

// Keys stand in the order in which they are answered, the source document's first.

const nullable = { nullable: true } as const;
const moment = { type: 'string', format: 'date-time', example: '2024-02-13T18:12:00.000Z' } as const;
const status = {
  enum: [...COMMAND_STATUSES],
  description:
    '`executed`; `failed`; `timeout`: no answer in time; `unsupported`: the decoder does not know this record.',
  example: 'executed',
};
const response = {
  ...nullable,
  type: 'object',
  additionalProperties: true,
  description:
    'What the decoder answered: `record`, its `fields`, and `raw` bytes of which nothing more is known. For `402` what ' +
    'the audit found: the range of numbers looked at, `cut` where the decoder has older ones, how many were `missing`, ' +
    '`recovered` (kept now), `empty` (not on the decoder either) and `unresolved`, and the `requests` it took.',
  example: { record: 'PING', fields: { decoder_id: '00020F93' } },
} as const;
const error = {
  ...nullable,
  type: 'string',
  description: 'Why it was not executed.',
  example: null,
} as const;

export class DecoderOutcome {
  @ApiProperty({ type: 'string', example: 'finish' }) readonly decoder_id!: string;
  @ApiProperty(status) readonly status!: CommandStatus;
  @ApiProperty(moment) readonly timestamp!: string;
  @ApiProperty(response) readonly response!: object | null;
  @ApiProperty(error) readonly error!: string | null;
}

export class CommandResult {
  @ApiProperty({ type: 'string', description: 'As it was asked.', example: '402' }) readonly command!: string;
  @ApiProperty({ ...status, description: `${status.description} Of several decoders the worst.` })
  readonly status!: CommandStatus;
  @ApiProperty({ ...moment, description: 'When it was through.' }) readonly timestamp!: string;
  @ApiProperty({
    ...nullable,
    type: 'string',
    description: 'Null where several decoders were asked: see `details`.',
    example: 'finish',
  })
  readonly decoder_id!: string | null;
  @ApiProperty(response) readonly response!: object | null;
  @ApiProperty(error) readonly error!: string | null;
  @ApiPropertyOptional({
    type: [DecoderOutcome],
    description: 'Only where no `decoder_id` was given: what became of it at each decoder.',
  })
  readonly details?: readonly DecoderOutcome[];
}

export class CommandsAnswer {
  @ApiProperty({ type: 'boolean', description: 'Whether all of them were executed.', example: true })
  readonly success!: boolean;
  @ApiProperty({ type: [CommandResult], description: 'One for each command, in their order.' })
  readonly results!: readonly CommandResult[];
}

export class CommandView {
  @ApiProperty({ type: 'string', example: '20' }) readonly code!: string;
  @ApiProperty({ type: 'string', example: 'PING' }) readonly name!: string;
  @ApiProperty({ type: 'string', example: 'Asks for a sign of life.' }) readonly description!: string;
  @ApiProperty({ type: 'boolean', example: false }) readonly changes_decoder!: boolean;
}

export class CommandListAnswer {
  @ApiProperty({ type: 'boolean', example: true }) readonly success!: true;
  @ApiProperty({ type: [CommandView] }) readonly commands!: readonly CommandView[];
  @ApiProperty({ type: 'integer', example: 11 }) readonly count!: number;
}

export class ExecutionView {
  @ApiProperty({ type: 'string', example: '1707847920000-0' }) readonly id!: string;
  @ApiProperty({ ...moment, description: 'When it was asked for, before anything was sent.' })
  readonly timestamp!: string;
  @ApiProperty({
    type: 'string',
    description: 'Id of the api key, not the key itself.',
    example: 'configured',
  })
  readonly key_id!: string;
  @ApiProperty({ type: 'string', example: '402' }) readonly command!: string;
  @ApiProperty({ type: 'string', example: 'finish' }) readonly decoder_id!: string;
  @ApiProperty({
    ...status,
    ...nullable,
    type: 'string',
    enum: [...COMMAND_STATUSES, null],
    description: 'Null while it runs, and for ever where the gateway ended before it was known.',
  })
  readonly status!: CommandStatus | null;
  @ApiProperty({ ...moment, ...nullable, description: 'When it was through.' })
  readonly finished_at!: string | null;
  @ApiProperty(error) readonly error!: string | null;
}

export class TrailAnswer {
  @ApiProperty({ type: 'boolean', example: true }) readonly success!: true;
  @ApiProperty({ type: [ExecutionView], description: 'Newest first; some 10,000 are kept.' })
  readonly executions!: readonly ExecutionView[];
  @ApiProperty({ type: 'integer', example: 1 }) readonly count!: number;
}
