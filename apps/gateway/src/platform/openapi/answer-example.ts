import type { OpenAPIObject } from '@nestjs/swagger';

export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
export type Schema = Schemas[string];

/** Returns an example of a schema, put together from those of its properties; undefined where there are none. */
export function answerExample(schema: Schema, schemas: Schemas): unknown {
  const ofEach = (parts: readonly Schema[]): unknown[] => parts.map((part) => answerExample(part, schemas));
  if ('$ref' in schema) {
    const named = schemas[schema.$ref.replace('#/components/schemas/', '')];
    return named === undefined ? undefined : answerExample(named, schemas);
  }
  if (schema.example !== undefined) return schema.example as unknown;
  if (schema.allOf !== undefined) return Object.assign({}, ...ofEach(schema.allOf)) as unknown;
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (choice !== undefined) return answerExample(choice, schemas);
  if (schema.properties !== undefined) {
    const entries = Object.entries(schema.properties).map(([name, property]) => [
      name,
      answerExample(property, schemas),
    ]);
    return Object.fromEntries(entries.filter(([, example]) => example !== undefined)) as unknown;
  }
  if (schema.items !== undefined) return ofEach([schema.items]).filter((example) => example !== undefined);
  return schema.enum?.[0] as unknown;
}
