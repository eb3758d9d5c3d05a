import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Header of an answer that is ready as bytes, for `@Header`. */
export const JSON_TEXT = ['Content-Type', 'application/json; charset=utf-8'] as const;

// Keys stand in the order in which they are answered, the source document's first.

const reported = { nullable: true, description: 'null where the decoder did not report it.' } as const;
const moment = { type: 'integer', example: 1_707_847_920_000 } as const;

export class PassingAnswer {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Code printed on the transponder, else its number in decimal.',
    example: '12345678',
  })
  readonly transponderid!: string | null;
  @ApiProperty({ ...moment, description: 'When it crossed the loop, milliseconds since 1970 UTC.' })
  readonly rtc_time!: number;
  @ApiProperty({ type: 'string', description: 'Configured name of the decoder.', example: 'x2_decoder_1' })
  readonly decoder_id!: string;
  @ApiProperty({ ...reported, type: 'integer', example: 85 })
  readonly signal_strength!: number | null;
  @ApiProperty({ ...reported, type: 'number', example: 3.2 })
  readonly battery_voltage!: number | null;
  @ApiProperty({ ...reported, type: 'integer', example: 5 })
  readonly hits!: number | null;
  @ApiProperty({ type: 'integer', description: 'Configured number of the loop.', example: 1 })
  readonly loop_id!: number;
  @ApiProperty({ ...reported, type: 'integer', example: 2578 })
  readonly passing_number!: number | null;
  @ApiProperty({
    type: 'string',
    pattern: '^[0-9]+$',
    description: 'The instant of `rtc_time` in microseconds.',
    example: '1707847920000123',
  })
  readonly rtc_time_us!: string;
  @ApiProperty({ ...moment, description: 'When the gateway received it, milliseconds since 1970 UTC.' })
  readonly received_at!: number;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Number of the transponder, whichever way `transponderid` names it.',
    example: 12_345_678,
  })
  readonly transponder_number!: number | null;
  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    description:
      '`low_battery`; `input` (photocell or switch, no rider); `utc_time` (the decoder told UTC itself); ' +
      '`time_from_receipt` (its clock is of no use, so that its passings are placed by when they were received); ' +
      '`time_doubtful` (its clock was set at a moment that is not known, so that it may have crossed at another time: ' +
      '`rtc_time_alternative_us`, where there is one); `number_doubtful` (the decoder does not confirm a number so far ' +
      'from the others); `decoder_flag_N` for any other bit that it set.',
    example: [],
  })
  readonly flags!: readonly string[];
  @ApiPropertyOptional({
    type: 'string',
    pattern: '^[0-9]+$',
    description:
      'Only where the flags have `time_doubtful` and there is one: the other instant at which it may have crossed.',
    example: '1707851520000123',
  })
  readonly rtc_time_alternative_us?: string;
}

export class PassingsAnswer {
  @ApiProperty({ type: 'boolean', example: true })
  readonly success!: true;
  @ApiProperty({ type: [PassingAnswer] })
  readonly passings!: readonly PassingAnswer[];
  @ApiProperty({ type: 'integer', description: 'Rows in this answer.', example: 1 })
  readonly count!: number;
  @ApiProperty({ ...moment, description: 'Beginning of the window that was used, inclusive.' })
  readonly start_time_ms!: number;
  @ApiProperty({
    ...moment,
    example: 1_707_934_320_000,
    description: 'End of the window that was used, inclusive.',
  })
  readonly end_time_ms!: number;
  @ApiPropertyOptional({
    type: 'string',
    description: 'Only where more rows match: pass it back as `cursor`.',
  })
  readonly next_cursor?: string;
}

export class SessionAnswer {
  @ApiProperty({ type: 'string', example: 'HN-25178' })
  readonly transponderid!: string;
  @ApiProperty({ ...moment, description: 'First detection in the window.' })
  readonly start_time!: number;
  @ApiProperty({ ...moment, example: 1_707_934_320_000, description: 'Last detection in the window.' })
  readonly end_time!: number;
  @ApiProperty({ type: 'integer', description: 'Detections from the first to the last.', example: 45 })
  readonly passing_count!: number;
}

export class SessionsAnswer {
  @ApiProperty({ type: 'boolean', example: true })
  readonly success!: true;
  @ApiProperty({ type: [SessionAnswer] })
  readonly sessions!: readonly SessionAnswer[];
  @ApiProperty({ type: 'integer', description: 'Rows in this answer.', example: 1 })
  readonly count!: number;
  @ApiProperty({ ...moment, description: 'Beginning of the window that was used, inclusive.' })
  readonly start_time_ms!: number;
  @ApiProperty({
    ...moment,
    example: 1_707_934_320_000,
    description: 'End of the window that was used, inclusive.',
  })
  readonly end_time_ms!: number;
  @ApiPropertyOptional({
    type: 'string',
    description: 'Only where more rows match: pass it back as `cursor`.',
  })
  readonly next_cursor?: string;
}

export class ActiveAnswer {
  @ApiProperty({ type: 'integer', description: 'Distinct transponders, inputs not counted.', example: 15 })
  readonly active_transponders!: number;
  @ApiProperty({ type: 'integer', example: 30 })
  readonly time_window_minutes!: number;
  @ApiProperty({ ...moment, description: 'Now, milliseconds since 1970 UTC: the end of the window.' })
  readonly timestamp!: number;
}
