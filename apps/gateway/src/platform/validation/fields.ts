import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiQuery } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';

interface Described {
  readonly description: string;
}

interface Needed {
  /** The field must be there. */
  readonly required?: true;
}

interface FieldSchema {
  readonly type: 'integer' | 'string' | 'boolean' | 'array';
  readonly [limit: string]: unknown;
}

interface FieldDocument extends Described {
  readonly name: string;
  readonly schema: FieldSchema;
}

const FIELDS = 'coachlink:fields';

/** A whole number in a closed range. */
export function IntegerField(
  options: Described & Needed & { min: number; max: number; default?: number },
): PropertyDecorator {
  const { min, max, description, required, ...rest } = options;
  const schema = { type: 'integer', minimum: min, maximum: max, ...rest } as const;
  return field(schema, description, `must be a whole number from ${min} to ${max}`, required, (value) => {
    return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  });
}

/** 9999-12-31T23:59:59.999Z */
const LAST_MS = 253_402_300_799_999;

/** Whether a number is a time in seconds from 2001 to 2286; as milliseconds it would be in the spring of 1970. */
const isInSeconds = (value: unknown): value is number =>
  typeof value === 'number' && value >= 1e9 && value < 1e10;

/** A moment in milliseconds since 1970. A number of seconds is refused instead of being taken for a moment in 1970. */
export function MillisecondsField({ description }: Described): PropertyDecorator {
  const schema = { type: 'integer', minimum: 0, maximum: LAST_MS } as const;
  const message = (value: unknown): string =>
    isInSeconds(value)
      ? `must be in milliseconds, and ${value} is in seconds: give ${Math.round(value * 1000)}`
      : `must be a whole number from 0 to ${LAST_MS}`;
  const about = `${description} Milliseconds since 1970 UTC, inclusive; a number of seconds (10^9 to 10^10) is refused.`;
  return field(schema, about, message, undefined, (value) => {
    return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LAST_MS && !isInSeconds(value);
  });
}

export function BooleanField(
  options: Described & { default?: boolean; /** Taken from a query string of any method. */ inQuery?: true },
): PropertyDecorator {
  const { description, inQuery, ...rest } = options;
  const schema = { type: 'boolean', ...rest } as const;
  return applyDecorators(
    field(schema, description, 'must be true or false', undefined, (value) => typeof value === 'boolean'),
    ...(inQuery === undefined ? [] : [Reflect.metadata(IN_QUERY, true) as PropertyDecorator]),
  );
}

const IN_QUERY = 'coachlink:in-query';

/** Whether a field may stand in the query string of every method, not of a GET alone. */
export function isQueryField(criteria: (new () => object) | undefined, name: string): boolean {
  const prototype = criteria?.prototype as object | undefined;
  return prototype !== undefined && Reflect.getMetadata(IN_QUERY, prototype, name) === true;
}

/** JSON can hold half of a surrogate pair, which no valid text outside of it can. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Counts characters as JSON Schema does: a surrogate pair is one. */
const charactersOf = (text: string): number => text.replace(/[\u{10000}-\u{10ffff}]/gu, ' ').length;

/** A text that a pattern describes whole; `expected` says the same to a person. */
export function TextField(
  options: Described &
    Needed & {
      pattern: RegExp;
      minLength?: number;
      maxLength: number;
      expected: string | ((given: unknown) => string);
      /** A condition that no pattern can express: such a text is refused. */
      except?: (text: string) => boolean;
    },
): PropertyDecorator {
  const { pattern, minLength = 1, maxLength, expected, description, required, except } = options;
  const schema = { type: 'string', pattern: pattern.source, minLength, maxLength } as const;
  const message = (value: unknown): string =>
    `must be ${typeof expected === 'string' ? expected : expected(value)}`;
  return field(schema, description, message, required, (value) => {
    if (typeof value !== 'string' || LONE_SURROGATE.test(value)) return false;
    const length = charactersOf(value);
    if (length < minLength || length > maxLength || !pattern.test(value)) return false;
    return !except?.(value);
  });
}

/** One word of a few. */
export function ChoiceField(
  options: Described & { choices: readonly string[]; default?: string },
): PropertyDecorator {
  const { choices, description, ...rest } = options;
  const schema = { type: 'string', enum: [...choices], ...rest } as const;
  return field(schema, description, `must be one of ${choices.join(', ')}`, undefined, (value) => {
    return typeof value === 'string' && choices.includes(value);
  });
}

/** A list of words, each of a few and given once. */
export function ChoicesField(
  options: Described & Needed & { choices: readonly string[] },
): PropertyDecorator {
  const { choices, description, required } = options;
  const schema = {
    type: 'array',
    items: { type: 'string', enum: [...choices] },
    minItems: 1,
    maxItems: choices.length,
    uniqueItems: true,
  } as const;
  const message = `must be a list of some of ${choices.join(', ')}, each once`;
  return field(schema, description, message, required, (value) => {
    if (!Array.isArray(value) || value.length === 0 || new Set(value).size !== value.length) return false;
    return value.every((each) => choices.includes(each as string));
  });
}

const MOMENT =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?(Z|[+-][0-9]{2}:[0-9]{2})$/;

/** A moment in ISO 8601 with its offset from UTC. */
export function DateTimeField(options: Described & Needed): PropertyDecorator {
  const { description, required } = options;
  const schema = { type: 'string', format: 'date-time', pattern: MOMENT.source, maxLength: 29 } as const;
  const message = 'must be a moment such as 2025-12-31T23:59:59Z';
  return field(schema, description, message, required, (value) => {
    return typeof value === 'string' && MOMENT.test(value) && Date.parse(value) > 0;
  });
}

/** A required list of texts that a pattern describes whole. A fault is told of the entry that has it. */
export function TextListField(
  options: Described & {
    pattern: RegExp;
    maxLength: number;
    maxItems: number;
    expected: string;
    example: readonly string[];
  },
): PropertyDecorator {
  const { pattern, maxLength, maxItems, expected, description, example } = options;
  const items = { type: 'string', pattern: pattern.source, minLength: 1, maxLength } as const;
  const isText = (entry: unknown): boolean =>
    typeof entry === 'string' && charactersOf(entry) <= maxLength && pattern.test(entry);
  const isList = (value: unknown): value is unknown[] =>
    Array.isArray(value) && value.length >= 1 && value.length <= maxItems;
  const schema = { type: 'array', items, minItems: 1, maxItems, example: [...example] } as const;
  const message = `must be a list of 1 to ${maxItems} texts, each ${expected}`;
  return applyDecorators(
    field(schema, description, message, true, (value) => isList(value) && value.every(isText)),
    (prototype: object, name: string | symbol) => {
      const badEntries: BadEntries = (value) =>
        isList(value)
          ? value.flatMap((entry, at) => (isText(entry) ? [] : [{ at, message: `must be ${expected}` }]))
          : [];
      Reflect.defineMetadata(BAD_ENTRIES, badEntries, prototype, name);
    },
  );
}

type BadEntries = (value: unknown) => readonly { readonly at: number; readonly message: string }[];
const BAD_ENTRIES = 'coachlink:bad-entries';

/** Returns the bad entries of a property that is a list; none of any other property. */
export function badEntriesOf(
  target: object | undefined,
  name: string,
  value: unknown,
): ReturnType<BadEntries> {
  if (target === undefined) return [];
  return (Reflect.getMetadata(BAD_ENTRIES, target, name) as BadEntries | undefined)?.(value) ?? [];
}

/** Documents the fields of a class of criteria as parameters of the query string. */
export function ApiCriteria(criteria: new () => object): MethodDecorator {
  const fields = fieldsOf(criteria.prototype as object);
  return applyDecorators(...fields.map((each) => ApiQuery({ ...each, required: false })));
}

/** Declares a field: absent is fine unless it is required; null is not absent. */
function field(
  schema: FieldSchema,
  description: string,
  message: string | ((value: unknown) => string),
  required: true | undefined,
  validate: (value: unknown) => boolean,
): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ ...schema, description, required: required ?? false }),
    remember(schema, description),
    ValidateIf((_, value) => required ?? value !== undefined),
    ValidateBy({
      name: 'field',
      validator: {
        validate,
        defaultMessage: (validation) => (typeof message === 'string' ? message : message(validation?.value)),
      },
    }),
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
