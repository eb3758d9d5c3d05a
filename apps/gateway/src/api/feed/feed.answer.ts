import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PassingAnswer } from '../passings/answers/answers.js';

export const EXAMPLE_CURSOR = '8c1f04a9d2-51be7703fa--1.184467';

export class FeedPassingAnswer extends PassingAnswer {
  @ApiProperty({
    type: 'string',
    description: 'The place behind this passing: `after=` it goes on there.',
    example: EXAMPLE_CURSOR,
  })
  readonly cursor!: string;
}

export class FeedAnswer {
  @ApiProperty({ type: 'boolean', example: true })
  readonly success!: true;
  @ApiProperty({ type: [FeedPassingAnswer], description: 'In the order in which they were stored.' })
  readonly passings!: readonly FeedPassingAnswer[];
  @ApiProperty({ type: 'integer', description: 'Rows in this answer.', example: 1 })
  readonly count!: number;
  @ApiProperty({
    type: 'string',
    description: 'The place behind this answer, past what a filter left out: `after` of the next call.',
    example: EXAMPLE_CURSOR,
  })
  readonly cursor!: string;
  @ApiProperty({ type: 'boolean', description: 'Whether more is kept behind `cursor`.', example: false })
  readonly more!: boolean;
  @ApiPropertyOptional({
    type: 'boolean',
    description:
      'Only where the storage was set back behind the cursor: passings may be among these that were told before.',
    example: true,
  })
  readonly rewound?: true;
}
