import fc from 'fast-check';
import { openapi, type Schema } from '../../contract/document.js';
import { faultsIn } from '../../contract/strict-schema.js';

interface Keywords {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** Returns the schema that a reference names. */
export function resolved(schema: Schema): Schema & Keywords {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (openapi.components.schemas[name] ?? schema);
}

/** Draws values that a schema allows, often the ends of its ranges. */
export function good(given: Schema): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'integer':
      return integers(schema.minimum ?? 0, schema.maximum ?? Number.MAX_SAFE_INTEGER);
    case 'boolean':
      return fc.boolean();
    case 'string':
      return texts(schema);
    case 'array': {
      const length = { minLength: schema.minItems ?? 0, maxLength: schema.maxItems ?? 10 };
      const items = good(schema.items ?? {});
      return schema.uniqueItems === true ? fc.uniqueArray(items, length) : fc.array(items, length);
    }
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, each]) => [name, good(each)])),
        { requiredKeys: [...(schema.required ?? [])] },
      );
    default:
      throw new Error(`the fuzzer makes nothing of this schema yet: ${JSON.stringify(schema)}`);
  }
}

function integers(min: number, max: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constantFrom(min, max),
    fc.integer({ min, max }),
    fc.integer({ min, max: Math.min(max, min + 100) }),
  );
}

function texts({ pattern, format, minLength = 0, maxLength = 64 }: Keywords): fc.Arbitrary<string> {
  if (format === 'date-time') {
    const max = new Date('2199-12-31T00:00:00Z');
    return fc
      .date({ min: new Date('1971-01-01T00:00:00Z'), max, noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  const regex = new RegExp(pattern ?? '', 'u');
  return matching(regex).filter(
    (text) => text.length >= minLength && text.length <= maxLength && regex.test(text),
  );
}

/** Draws texts for a pattern; that of a URL tells only its beginning, and the reader judges the rest. */
function matching(regex: RegExp): fc.Arbitrary<string> {
  // A negated class would be drawn from all characters.
  if (!regex.source.includes('[^')) return fc.stringMatching(regex);
  return regex.source.includes('@') ? fc.emailAddress() : fc.string({ unit: 'grapheme', minLength: 1 });
}

const NASTY = [
  '',
  ' ',
  '0x10',
  '1e2',
  '1e400',
  '-0',
  '10&20',
  '10,20',
  'NaN',
  'Infinity',
  '99999999999999999999',
  '../../etc/passwd',
  '%00',
  '\u0000',
  '\ud800',
  '\u202e',
  '\r\nX-Injected: 1',
  '\u001b[31m',
  "' OR 1=1 --",
  '{{7*7}}',
  '${7*7}',
  '__proto__',
  'constructor',
  'toString',
  'x'.repeat(5000),
];

/** Any JSON value, and values that have made servers stumble before. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e21, [], {}, [[]], { length: 1e9 }, ...NASTY),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(Number),
);

/** Draws values that the schema does not allow. */
export function bad(schema: Schema): fc.Arbitrary<unknown> {
  return anything.filter((value) => faultsIn(value, schema, '').length > 0);
}

/** Draws texts for the address that cannot be a value of the schema, however leniently it is read. */
export function badText(schema: Schema): fc.Arbitrary<string> {
  const { type, minimum = 0, maximum = Infinity } = resolved(schema);
  const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary' }), fc.string());
  // A text in the address has no type: these words are values of the schema.
  if (type === 'boolean') return text.filter((each) => !['true', 'false'].includes(each));
  if (type !== 'integer') return text.filter((each) => faultsIn(each, schema, '').length > 0);
  const number = fc
    .oneof(fc.integer(), fc.maxSafeInteger())
    .filter((each) => each < minimum || each > maximum);
  // A text that is a whole number without its sign and zeros is left out: it may be read or not.
  return fc.oneof(
    text.filter((each) => !/^[+-]?[0-9]+$/.test(each.trim())),
    number.map(String),
  );
}
