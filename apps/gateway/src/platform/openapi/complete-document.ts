import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { bodyLimitOf } from '../http/body-limits.js';
import { ProblemResponse } from '../problems/problem.response.js';
import { answerExample, type Schema, type Schemas } from './answer-example.js';
import { codeSamples } from './code-samples.js';
import { problemExample } from './api-problem.decorator.js';
import { withSharedAnswers } from './shared-answers.js';
import { placeInSource, SOURCE_OPERATIONS } from './source-operations.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Responses = Operation['responses'];
type Answer = Exclude<NonNullable<Responses[string]>, { $ref: string }>;
type Headers = NonNullable<Answer['headers']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const JSON_TYPE = 'application/json';

/** Adds the parts that follow from the routes, so that no route has to declare them, and puts all of it in order. */
export function completeDocument(document: OpenAPIObject): OpenAPIObject {
  const { components } = document;
  const schemas = components?.schemas ?? {};
  const paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [path, completeItem(path, item, schemas)]),
  );
  const operations = operationsOf(paths);
  const used = new Set(operations.flatMap(({ security }) => (security ?? []).flatMap(Object.keys)));
  const schemes = Object.entries(components?.securitySchemes ?? {}).filter(([name]) => used.has(name));
  return withSharedAnswers({
    ...document,
    paths: asInSource(paths),
    components: {
      ...components,
      schemas: byName(closed(schemas, bodiesOf(operations))),
      // Swagger UI offers a form for every scheme that it finds here.
      securitySchemes: Object.fromEntries(schemes),
    },
  });
}

function completeItem(path: string, item: PathItem, schemas: Schemas): PathItem {
  const complete = METHODS.flatMap((method) => {
    const operation = item[method];
    if (operation === undefined) return [];
    const place = placeInSource(method, path);
    const complete = marked(completeOperation(path, operation, schemas), place);
    return [[method, place, { ...complete, 'x-codeSamples': codeSamples(method, path, complete) }] as const];
  });
  // Operations of the source document come first.
  const inOrder = complete.sort(([, one = Infinity], [, other = Infinity]) => compare(one, other));
  return Object.fromEntries(inOrder.map(([method, , operation]) => [method, operation]));
}

function marked(operation: Operation, place: number | undefined): Operation {
  if (place === undefined) return operation;
  const { description = '' } = operation;
  const mark = `Operation ${place} of the ${SOURCE_OPERATIONS.length} of the source document.`;
  return { ...operation, description: `${description}\n\n${mark}` };
}

function completeOperation(path: string, operation: Operation, schemas: Schemas): Operation {
  const responses = Object.entries({
    400: strayInput,
    ...(operation.requestBody === undefined ? {} : bodyFaults(bodyLimitOf(path))),
    ...operation.responses,
    500: unexpected,
  }) as [string, Answer][];
  const isTagged = operation.responses[304] !== undefined;
  return {
    ...operation,
    // Only @Access writes requirements, and no route starts with neither @Access nor @Public.
    security: operation.security ?? [],
    responses: byName(
      Object.fromEntries(
        responses.map(([status, response]) => {
          const headers =
            isTagged && Number(status) < 400 ? { ...tag, ...response.headers } : response.headers;
          return [status, completeAnswer(status, { ...response, ...(headers && { headers }) }, schemas)];
        }),
      ),
    ),
  };
}

function completeAnswer(status: string, answer: Answer, schemas: Schemas): Answer {
  const json = answer.content?.[JSON_TYPE];
  const headers = { ...HEADERS[status], ...answer.headers };
  const complete = Object.keys(headers).length === 0 ? answer : { ...answer, headers };
  if (json?.schema === undefined || json.example !== undefined || json.examples !== undefined)
    return complete;
  const example = answerExample(json.schema, schemas);
  if (example === undefined) return complete;
  return { ...complete, content: { ...answer.content, [JSON_TYPE]: { ...json, example } } };
}

const challenge: Headers = {
  'WWW-Authenticate': {
    required: true,
    description: 'The credentials that are asked for.',
    schema: { type: 'string' },
  },
};
const insufficient: Headers = {
  'WWW-Authenticate': {
    required: true,
    description: 'The family of credentials that was given, and the `scope` or the `roles` that it lacks.',
    schema: { type: 'string' },
    example: 'ApiKey realm="CoachLINK", error="insufficient_scope", scope="passings:read"',
  },
};
const comeBack: Headers = {
  'Retry-After': {
    required: true,
    description: 'After how many seconds to try again.',
    schema: { type: 'integer', minimum: 0 },
  },
};
const tag: Headers = {
  ETag: {
    required: true,
    description: 'Changes with the answer: to be sent as If-None-Match the next time.',
    schema: { type: 'string' },
  },
};
const HEADERS: Readonly<Record<string, Headers | undefined>> = {
  401: challenge,
  403: insufficient,
  429: comeBack,
  503: comeBack,
};

const REQUEST_ID = '0b4f7c1e-6a55-4c0e-9d5a-1b8a4f1f7a63';
const unexpected = {
  ...problem(
    500,
    'server.unexpected',
    `Something unexpected happened. The log has it under request ${REQUEST_ID}.`,
    { request_id: REQUEST_ID },
  ),
  description: 'Something unexpected happened; the log has it under `details.request_id`.',
};

const stray = { field: 'pretty', message: 'is not known here: leave it out' };
const strayInput = problem(
  400,
  'request.invalid',
  `The request is not valid: ${stray.field} ${stray.message}.`,
  { fields: [stray] },
);

/** Answers to a faulty body, which every operation with a body can give before its route sees it. */
function bodyFaults(limitBytes: number): Responses {
  return {
    400: problem(
      400,
      'body.malformed',
      'The body is not valid JSON: send one JSON object, or no body at all.',
      {
        fields: [],
      },
    ),
    413: problem(
      413,
      'body.too_large',
      `The body is larger than the ${limitBytes} bytes that are taken here.`,
      {
        limit_bytes: limitBytes,
      },
    ),
    415: problem(
      415,
      'body.unsupported_type',
      'A body must be JSON in UTF-8: send it with Content-Type: application/json.',
    ),
  };
}

function problem(
  status: number,
  reason: string,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): Answer {
  return {
    description: message,
    content: {
      [JSON_TYPE]: {
        schema: { $ref: getSchemaPath(ProblemResponse) },
        example: problemExample(status, reason, message, details),
      },
    },
  };
}

/** Returns the names of the schemas that bodies of requests are made of. */
function bodiesOf(operations: readonly Operation[]): string[] {
  return namesIn(operations.map(({ requestBody }) => requestBody));
}

function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { $ref } = value as { readonly $ref?: unknown };
  if (typeof $ref === 'string') return [$ref.replace('#/components/schemas/', '')];
  return Object.values(value).flatMap(namesIn);
}

/** Marks schemas of bodies as closed, since a body with an unknown field is refused. */
function closed(schemas: Schemas, names: readonly string[]): Schemas {
  const found = new Set(names);
  for (const name of found) for (const inner of namesIn(schemas[name])) found.add(inner);
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      return [name, found.has(name) ? { ...withoutDefaults(schema), additionalProperties: false } : schema];
    }),
  );
}

/** Puts defaults into words: generators of clients take a field with one as always present, which is true of answers alone. */
function withoutDefaults(schema: Schema): Schema {
  if ('$ref' in schema) return schema;
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]): [string, Schema] => {
    if ('$ref' in property || property.default === undefined) return [name, property];
    const { description = '', ...others } = property;
    const usual: unknown = others.default;
    delete others.default;
    const words = `${description} Without it: ${JSON.stringify(usual)}.`;
    return [name, { ...others, description: words.trim() }];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

function operationsOf(paths: Readonly<Record<string, PathItem>>): Operation[] {
  return Object.values(paths).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []));
}

/** Sorts paths: those of the source document first, in its order, all others by name. */
function asInSource(paths: Readonly<Record<string, PathItem>>): Record<string, PathItem> {
  const placeOf = (path: string, item: PathItem): number =>
    Math.min(...METHODS.flatMap((method) => (item[method] && placeInSource(method, path)) ?? Infinity));
  return Object.fromEntries(
    Object.entries(byName(paths)).sort(([onePath, one], [otherPath, other]) =>
      compare(placeOf(onePath, one), placeOf(otherPath, other)),
    ),
  );
}

const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);

/** Sorts schemas and answers by name; within a schema the order of the answer stays. */
function byName<Value>(object: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
