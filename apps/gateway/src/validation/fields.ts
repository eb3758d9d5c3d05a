import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiQuery } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';

interface Described {
  readonly description: string;
}

interface Needed {
  /** Absent is a fault. */
  readonly required?: true;
}

interface FieldSchema {
  readonly type: 'integer' | 'string';
  readonly [limit: string]: unknown;
}

interface FieldDocument extends Described {
  readonly name: string;
  readonly schema: FieldSchema;
}

const FIELDS = 'coachlink:fields';

/** A whole number in a closed range. */
export function IntegerField(
  options: Described & { min: number; max: number; default?: number },
): PropertyDecorator {
  const { min, max, description, ...rest } = options;
  const schema = { type: 'integer', minimum: min, maximum: max, ...rest } as const;
  return field(schema, description, `must be a whole number from ${min} to ${max}`, undefined, (value) => {
    return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  });
}

/** A text that a pattern describes whole; `expected` says the same to a person. */
export function TextField(
  options: Described & Needed & { pattern: RegExp; maxLength: number; expected: string },
): PropertyDecorator {
  const { pattern, maxLength, expected, description, required } = options;
  const schema = { type: 'string', pattern: pattern.source, minLength: 1, maxLength } as const;
  return field(schema, description, `must be ${expected}`, required, (value) => {
    return typeof value === 'string' && value.length <= maxLength && pattern.test(value);
  });
}

/** One of a few words. */
export function ChoiceField(
  options: Described & { choices: readonly string[]; default?: string },
): PropertyDecorator {
  const { choices, description, ...rest } = options;
  const schema = { type: 'string', enum: [...choices], ...rest } as const;
  return field(schema, description, `must be one of ${choices.join(', ')}`, undefined, (value) => {
    return typeof value === 'string' && choices.includes(value);
  });
}

/** Documents the fields of a class of criteria as parameters of the query string. */
export function ApiCriteria(criteria: new () => object): MethodDecorator {
  const fields = fieldsOf(criteria.prototype as object);
  return applyDecorators(...fields.map((each) => ApiQuery({ ...each, required: false })));
}

/** Unless it is required, absent is fine; null is not absent. */
function field(
  schema: FieldSchema,
  description: string,
  message: string,
  required: true | undefined,
  validate: (value: unknown) => boolean,
): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ ...schema, description, required: required ?? false }),
    remember(schema, description),
    ValidateIf((_, value) => required ?? value !== undefined),
    ValidateBy({ name: 'field', validator: { validate, defaultMessage: () => message } }),
  );
}

function remember(schema: FieldSchema, description: string): PropertyDecorator {
  return (prototype, name) => {
    const fields = [...fieldsOf(prototype), { name: String(name), description, schema }];
    Reflect.defineMetadata(FIELDS, fields, prototype);
  };
}

function fieldsOf(prototype: object): readonly FieldDocument[] {
  return (Reflect.getMetadata(FIELDS, prototype) as FieldDocument[] | undefined) ?? [];
}
