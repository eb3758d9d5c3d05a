import { applyDecorators } from '@nestjs/common';
import { IntegerField, TextField } from '../../validation/fields.js';

/** 9999-12-31T23:59:59.999Z */
const LAST_MS = 253_402_300_799_999;

export const DEFAULT_LIMIT = 100;

export const MomentField = (description: string): PropertyDecorator =>
  IntegerField({
    min: 0,
    max: LAST_MS,
    description: `${description} Milliseconds since 1970 UTC, inclusive.`,
  });

export const LimitField = (): PropertyDecorator =>
  IntegerField({ min: 1, max: 10_000, default: DEFAULT_LIMIT, description: 'How many rows at most.' });

export const TransponderField = (): PropertyDecorator =>
  TextField({
    pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/,
    maxLength: 32,
    expected: 'a transponder as a number (105788474) or as printed on it (HN-25178)',
    description: 'Only this transponder, by its number (`105788474`) or the code printed on it (`HN-25178`).',
  });

export const CursorField = (): PropertyDecorator =>
  applyDecorators(
    TextField({
      pattern: /^[A-Za-z0-9_-]+$/,
      maxLength: 512,
      expected: 'the next_cursor of an earlier answer, as it came',
      description:
        'Goes on behind an earlier answer: its `next_cursor`, as it came. It holds that whole query, its window ' +
        'too, so nothing else is needed; what is given beside it must agree with it, except `limit`.',
    }),
  );
