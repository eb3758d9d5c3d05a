import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';

interface Described {
  readonly description: string;
}

/** A whole number in a closed range. */
export function IntegerField(
  options: Described & { min: number; max: number; default?: number },
): PropertyDecorator {
  const { min, max, ...described } = options;
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: min, maximum: max, ...described }),
    optional(`must be a whole number from ${min} to ${max}`, (value) => {
      return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    }),
  );
}

/** A text that a pattern describes whole; `expected` says the same to a person. */
export function TextField(
  options: Described & { pattern: RegExp; maxLength: number; expected: string },
): PropertyDecorator {
  const { pattern, maxLength, expected, description } = options;
  return applyDecorators(
    ApiPropertyOptional({ type: 'string', pattern: pattern.source, minLength: 1, maxLength, description }),
    optional(`must be ${expected}`, (value) => {
      return typeof value === 'string' && value.length <= maxLength && pattern.test(value);
    }),
  );
}

/** One of a few words. */
export function ChoiceField(
  options: Described & { choices: readonly string[]; default?: string },
): PropertyDecorator {
  const { choices, ...described } = options;
  return applyDecorators(
    ApiPropertyOptional({ type: 'string', enum: [...choices], ...described }),
    optional(`must be one of ${choices.join(', ')}`, (value) => {
      return typeof value === 'string' && choices.includes(value);
    }),
  );
}

/** Absent is fine; null is not absent. */
function optional(message: string, validate: (value: unknown) => boolean): PropertyDecorator {
  return applyDecorators(
    ValidateIf((_, value) => value !== undefined),
    ValidateBy({ name: 'field', validator: { validate, defaultMessage: () => message } }),
  );
}
