import fc from 'fast-check';
import { openapi, type Operation, operations, type Schema } from '../../contract/document.js';
import { anything, bad, badText, good, resolved } from './values.js';

/** A request, and whether it has a part that must be refused. */
export interface FuzzedRequest {
  readonly operation: Operation;
  readonly what: string;
  readonly method: string;
  readonly address: string;
  readonly isBad: boolean;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the request has no credentials. */
  readonly isNameless?: boolean;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

type Made = Omit<FuzzedRequest, 'operation' | 'what' | 'isBad' | 'method'> & { readonly method?: string };

/** Ids of existing records, by the path that made them. */
export type Ids = (collection: string) => readonly string[];

/** Draws requests; `ids` are those that an address may name. */
export function requests(ids: Ids): fc.Arbitrary<FuzzedRequest> {
  return fc.oneof(...operations.map((operation) => requestsTo(operation, ids)));
}

function requestsTo(operation: Operation, ids: Ids): fc.Arbitrary<FuzzedRequest> {
  const known = addresses(operation, ids);
  const body = bodySchema(operation);
  const named = (what: string, isBad: boolean, made: fc.Arbitrary<Made>): fc.Arbitrary<FuzzedRequest> =>
    made.map((rest) => ({ operation, what, isBad, method: operation.method, ...rest }));
  const kinds: fc.Arbitrary<FuzzedRequest>[] = [
    named('good', false, goodRequest(operation, known, body)),
    named('good', false, goodRequest(operation, known, body)),
    named('another name in the query string', true, withQuery(known, 'unknown')),
    named('another method', true, otherMethod(operation, known)),
    named(
      'nobody',
      operation.security.length > 0,
      known.map((address) => ({ address, isNameless: true })),
    ),
    named('an odd path', true, oddPath(operation)),
    ...query(operation).map(({ name, schema }) =>
      named(`${name} that cannot be`, true, withBadParameter(known, name, schema)),
    ),
  ];
  if (body === undefined) {
    kinds.push(named('a body where none is taken', true, strayBody(known)));
  } else {
    kinds.push(
      named('a field that cannot be', true, withBody(known, badField(body))),
      named('a field left out', true, withBody(known, incomplete(body))),
      named('a field that is not known', true, withBody(known, unknownField(body))),
      named('no object', true, withBody(known, noObject())),
      named('no JSON', true, withText(known, noJson())),
      named('another type', true, otherType(known, body)),
    );
  }
  return fc.oneof(...kinds);
}

interface QueryParameter {
  readonly name: string;
  readonly schema: Schema;
}

const query = ({ parameters = [] }: Operation): QueryParameter[] =>
  parameters.filter((parameter) => parameter.in === 'query');

function bodySchema({ requestBody }: Operation): Schema | undefined {
  return requestBody?.content['application/json']?.schema;
}

/** Examples of the document, for values that a pattern does not tell, such as the codes of commands. */
function examples({ requestBody }: Operation): fc.Arbitrary<unknown>[] {
  const given = Object.values(requestBody?.content['application/json']?.examples ?? {});
  return given.map(({ value }) => fc.constant(value));
}

function addresses({ path }: Operation, ids: Ids): fc.Arbitrary<string> {
  if (!path.includes('{')) return fc.constant(path);
  const [collection = ''] = path.split('/{');
  // The existing ids are only known at the time of the request.
  const there = fc.nat().map((at) => ids(collection)[at % Math.max(1, ids(collection).length)] ?? 'nobody');
  return fc
    .oneof(there, fc.stringMatching(/^[a-z0-9_]{1,20}$/))
    .map((id) => path.replace(/\{[^}]+\}/, encodeURIComponent(id)));
}

function goodRequest(
  operation: Operation,
  known: fc.Arbitrary<string>,
  body: Schema | undefined,
): fc.Arbitrary<Made> {
  const parameters = Object.fromEntries(query(operation).map(({ name, schema }) => [name, good(schema)]));
  // Many parameters at once mostly contradict each other; people begin with none.
  const asked = fc.oneof(fc.record(parameters, { requiredKeys: [] }), fc.constant({}));
  return fc
    .tuple(
      known,
      asked,
      body === undefined ? fc.constant(undefined) : fc.oneof(good(body), ...examples(operation)),
    )
    .map(([address, values, value]) => {
      const text = new URLSearchParams(
        Object.entries(values).map(([name, each]): [string, string] => [name, String(each)]),
      );
      return {
        address: text.size === 0 ? address : `${address}?${text.toString()}`,
        ...(value === undefined ? {} : { body: JSON.stringify(value) }),
      };
    });
}

function withQuery(known: fc.Arbitrary<string>, prefix: string): fc.Arbitrary<Made> {
  return fc.tuple(known, fc.string(), fc.string()).map(([address, name, value]) => ({
    address: `${address}?${prefix}${encoded(name)}=${encoded(value)}`,
  }));
}

function withBadParameter(known: fc.Arbitrary<string>, name: string, schema: Schema): fc.Arbitrary<Made> {
  return fc.oneof(
    fc
      .tuple(known, badText(schema))
      .map(([address, value]) => ({ address: `${address}?${name}=${encoded(value)}` })),
    fc.tuple(known, good(schema)).map(([address, value]) => ({
      address: `${address}?${name}=${encoded(String(value))}&${name}=${encoded(String(value))}`,
    })),
    known.map((address) => ({ address: `${address}?${name}[]=1` })),
  );
}

function otherMethod({ path }: Operation, known: fc.Arbitrary<string>): fc.Arbitrary<Made> {
  const taken = Object.keys(openapi.paths[path] ?? {}).map((each) => each.toUpperCase());
  const others = METHODS.filter((method) => !taken.includes(method));
  return fc.tuple(known, fc.constantFrom(...others)).map(([address, method]) => ({ address, method }));
}

function oddPath({ path }: Operation): fc.Arbitrary<Made> {
  const odd = fc.oneof(
    fc.constantFrom(
      '%00',
      '%',
      '%E0%A4%A',
      '..%2f..%2fetc',
      '%2e%2e',
      'x'.repeat(4000),
      '__proto__',
      '%F0%9F%9A%B4',
    ),
    fc.string({ minLength: 1 }).map(encoded),
  );
  // The odd text goes behind an impossible id where the path has one, otherwise behind the path itself.
  return odd.map((text) => ({
    address: path.includes('{') ? path.replace(/\{[^}]+\}/, `-${text}`) : `${path}/-${text}`,
  }));
}

function strayBody(known: fc.Arbitrary<string>): fc.Arbitrary<Made> {
  return withBody(known, fc.record({ stray: anything }));
}

function withBody(known: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<Made> {
  return withText(
    known,
    value.map((each) => JSON.stringify(each)),
  );
}

function withText(known: fc.Arbitrary<string>, text: fc.Arbitrary<string>): fc.Arbitrary<Made> {
  return fc.tuple(known, text).map(([address, body]) => ({ address, body }));
}

function badField(schema: Schema): fc.Arbitrary<unknown> {
  const fields = Object.entries(resolved(schema).properties ?? {});
  return fc.oneof(
    ...fields.map(([name, field]) =>
      fc.tuple(good(schema), bad(field)).map(([value, wrong]) => ({ ...(value as object), [name]: wrong })),
    ),
  );
}

function incomplete(schema: Schema): fc.Arbitrary<unknown> {
  const { required = [] } = resolved(schema);
  if (required.length === 0) return unknownField(schema);
  return fc
    .tuple(good(schema), fc.constantFrom(...required))
    .map(([value, name]) =>
      Object.fromEntries(Object.entries(value as object).filter(([each]) => each !== name)),
    );
}

function unknownField(schema: Schema): fc.Arbitrary<unknown> {
  return fc
    .tuple(good(schema), fc.constantFrom('unknown', 'constructor', 'toString', 'then', 'role ', ''), anything)
    .map(([value, name, any]) => ({ ...(value as object), [name]: any }));
}

function noObject(): fc.Arbitrary<unknown> {
  return anything.filter((value) => typeof value !== 'object' || value === null || Array.isArray(value));
}

function noJson(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(
      '{',
      '{"a":1,}',
      '{"__proto__":{"a":1}}',
      '{"a":1,"a":2}',
      '\ufeff{}',
      "{'a':1}",
      '{"a":0x10}',
      '{"a":NaN}',
    ),
    fc.constantFrom('['.repeat(5000), '{"a":'.repeat(5000), '['.repeat(20) + ']'.repeat(20)),
    fc
      .string({ minLength: 1 })
      .map((text) => `{${text}`)
      .filter((text) => !isJson(text)),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function otherType(known: fc.Arbitrary<string>, schema: Schema): fc.Arbitrary<Made> {
  const types = fc.constantFrom(
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/json; charset=utf-7',
    '',
  );
  return fc.tuple(known, good(schema), types).map(([address, value, type]) => ({
    address,
    body: JSON.stringify(value),
    headers: { 'Content-Type': type },
  }));
}

/** Encodes a text without lone surrogates, which have no encoding. */
const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
