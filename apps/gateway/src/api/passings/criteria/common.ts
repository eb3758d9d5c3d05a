import { applyDecorators } from '@nestjs/common';
import { IntegerField, TextField } from '../../../platform/validation/fields.js';

export const LARGEST_LIMIT = 10_000;

export const LimitField = (usual: number): PropertyDecorator =>
  IntegerField({ min: 1, max: LARGEST_LIMIT, default: usual, description: 'How many rows at most.' });

export const TransponderField = (): PropertyDecorator =>
  TextField({
    pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/,
    maxLength: 32,
    expected: 'a transponder as a number (105788474) or as printed on it (HN-25178)',
    description: 'Only this transponder, by its number (`105788474`) or the code printed on it (`HN-25178`).',
  });

export const DecoderField = (): PropertyDecorator =>
  TextField({
    pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    maxLength: 64,
    expected: 'the name of a decoder: letters, digits, _ . -',
    description: 'Only passings of this decoder.',
  });

export const LoopField = (): PropertyDecorator =>
  IntegerField({ min: 0, max: 65_535, description: 'Only passings of this loop.' });

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
