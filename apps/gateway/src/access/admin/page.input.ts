import type { ApiPropertyOptions } from '@nestjs/swagger';
import { IntegerField, TextField } from '../../platform/validation/fields.js';

export const LARGEST_PAGE = 1000;

export const PageLimitField = (usual: number): PropertyDecorator =>
  IntegerField({ min: 1, max: LARGEST_PAGE, default: usual, description: 'How many of them at most.' });

export const PageCursorField = (): PropertyDecorator =>
  TextField({
    pattern: /^[A-Za-z0-9_-]+$/,
    maxLength: 512,
    expected: 'the next_cursor of an earlier answer, as it came',
    description: 'Goes on behind an earlier answer: its `next_cursor`, as it came.',
  });

export class PageInput {
  @PageLimitField(LARGEST_PAGE) readonly limit?: number;
  @PageCursorField() readonly cursor?: string;
}

/** The field `next_cursor` of an answer with a part of a list. */
export const nextCursor: ApiPropertyOptions = {
  type: 'string',
  nullable: true,
  description: 'Pass it back as `cursor` to go on; null at the end.',
  example: null,
};
