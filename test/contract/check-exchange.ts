import { type DocumentedAnswer, type Operation, operationOf, type Schema } from './document.js';
import { remember } from './seen.js';
import { faultsIn } from './strict-schema.js';

/** One request and its answer, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly address: string;
  readonly sent?: string | undefined;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const PROBLEM: Schema = { $ref: '#/components/schemas/ProblemResponse' };
/** Reasons given before any operation is reached, so that no operation documents them; one that takes bodies has its own. */
const BEFORE_OPERATIONS = /^(http\.|route\.|body\.|request\.malformed$)/;
/** Pages and documents for people and tools, which are no part of the API. */
const PAGES = /^\/(api\/v1\/)?(docs|reference|openapi\.(json|yaml))(?=[/?]|$)|^\/(metrics)?(\?|$)/;

/** Throws unless the document allows this answer to this request; remembers the answer. */
export function checkExchange(exchange: Exchange): void {
  const { method, address, status, text } = exchange;
  const faults = faultsOfExchange(exchange);
  if (faults.length > 0) {
    throw new Error(
      `openapi.json does not allow what ${method} ${address} answered (${status}):\n  ${faults.join('\n  ')}\n` +
        text.slice(0, 1000),
    );
  }
  const operation = operationOf(method, address);
  if (operation !== undefined && method !== 'HEAD') remember(operation.operationId, status);
}

export function faultsOfExchange(exchange: Exchange): string[] {
  const operation = operationOf(exchange.method, exchange.address);
  const documented = operation?.responses[exchange.status];
  if (operation === undefined || documented === undefined) return faultsOfUndocumented(exchange, operation);
  return [...faultsOfAnswer(exchange, documented), ...faultsOfRequest(exchange, operation)];
}

function faultsOfUndocumented(exchange: Exchange, operation: Operation | undefined): string[] {
  const { method, address, status, headers } = exchange;
  // A preflight, which a browser sends before a request of another origin and the standard documents.
  if (method === 'OPTIONS' && status === 204) return [];
  if (operation === undefined && status < 400)
    return PAGES.test(address) ? [] : ['there is no such operation in it'];
  const { details } = jsonOf(exchange) as { readonly details?: { readonly reason?: string } };
  const isBefore = operation === undefined || BEFORE_OPERATIONS.test(details?.reason ?? '');
  return [
    ...(isBefore ? [] : [`${status} is not documented for ${operation.operationId}`]),
    ...faultsOfBody(exchange, PROBLEM),
    ...(status === 405 && headers.allow === undefined ? ['the header Allow is missing'] : []),
  ];
}

function faultsOfAnswer(exchange: Exchange, documented: DocumentedAnswer): string[] {
  const { method, headers, text } = exchange;
  const faults = Object.entries(documented.headers ?? {}).flatMap(([name, { required, schema }]) => {
    const value = headers[name.toLowerCase()];
    if (value === undefined) return required === true ? [`the header ${name} is missing`] : [];
    const read = schema.type === 'integer' && typeof value === 'string' ? Number(value) : value;
    return faultsIn(read, schema, `header ${name}`);
  });
  if (documented.content === undefined) return text === '' ? faults : [...faults, 'it has a body'];
  const type = typeOf(exchange);
  const content = documented.content[type];
  if (content === undefined) return [...faults, `the content type ${type} is not documented`];
  if (method === 'HEAD' || type !== 'application/json' || content.schema === undefined) return faults;
  return [...faults, ...faultsOfBody(exchange, content.schema)];
}

/** Returns the faults of an accepted body, which must be one that the document allows. */
function faultsOfRequest({ sent, status }: Exchange, { requestBody }: Operation): string[] {
  const schema = requestBody?.content['application/json']?.schema;
  if (status >= 300 || schema === undefined || sent === undefined || sent === '') return [];
  return faultsIn(
    JSON.parse(sent) as unknown,
    schema,
    'the request body was taken, and its document says that it',
  );
}

function faultsOfBody(exchange: Exchange, schema: Schema): string[] {
  if (exchange.method === 'HEAD') return [];
  if (typeOf(exchange) !== 'application/json') return [`the content type is ${typeOf(exchange)}, not JSON`];
  return faultsIn(jsonOf(exchange), schema, 'the body');
}

function jsonOf({ text }: Exchange): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return {}; // the schema names the missing keys
  }
}

const typeOf = ({ headers }: Exchange): string => {
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase();
};

/** Returns the exchange of raw bytes; bytes that are no HTTP request belong to no operation. */
export function rawExchange(sent: string, received: string): Exchange {
  const [, method = 'GET', address = '/nothing'] =
    /^([A-Z]+) (?:http:\/\/[^/ ]+)?(\S+) HTTP\/1\.[01]\r\n/.exec(sent) ?? [];
  const [head = '', text = ''] = received.split('\r\n\r\n');
  const [, status = ''] = /^HTTP\/1\.1 ([0-9]{3}) /.exec(head) ?? [];
  const headers = [...head.matchAll(/^([^:\r\n]+): *([^\r\n]*)/gm)].map(([, name = '', value = '']) => [
    name.toLowerCase(),
    value,
  ]);
  return {
    method,
    address,
    status: Number(status),
    headers: Object.fromEntries(headers) as Exchange['headers'],
    text,
  };
}
