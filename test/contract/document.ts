import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Schema {
  readonly $ref?: string;
  readonly [keyword: string]: unknown;
}

interface Content {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface DocumentedAnswer {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean; readonly schema: Schema }>>;
  readonly content?: Readonly<Record<string, Content | undefined>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema: Schema & { readonly example?: unknown };
}

interface PathOperation<Answer = DocumentedAnswer> {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, Answer | undefined>>;
  readonly 'x-codeSamples': readonly { readonly label: string; readonly source: string }[];
}

export interface Operation extends PathOperation {
  readonly method: string;
  /** Path as the document has it: `/api/v1/decoders/{id}`. */
  readonly path: string;
}

/** A reference to an answer that several operations share. */
interface Named {
  readonly $ref: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, PathOperation<DocumentedAnswer | Named>>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, DocumentedAnswer | undefined>>;
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, { readonly name?: string } | undefined>>;
  };
}

const FILE = join(import.meta.dirname, '../../openapi.json');
export const openapi = JSON.parse(readFileSync(FILE, 'utf8')) as Document;

export const operations: readonly Operation[] = Object.entries(openapi.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    ...operation,
    responses: Object.fromEntries(
      Object.entries(operation.responses).map(([status, answer]) => [status, standing(answer)]),
    ),
    path,
    method: method.toUpperCase(),
  })),
);

function standing(answer: DocumentedAnswer | Named | undefined): DocumentedAnswer | undefined {
  if (answer === undefined || !('$ref' in answer)) return answer;
  const named = openapi.components.responses[answer.$ref.replace('#/components/responses/', '')];
  if (named === undefined) throw new Error(`openapi.json has no ${answer.$ref}`);
  return named;
}

const templates = Object.keys(openapi.paths)
  .map((path) => ({
    path,
    pattern: new RegExp(`^${path.replace(/[.]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }))
  // Paths with fewer parameters come first: /a/b before /a/{id}.
  .sort((a, b) => openParts(a.path) - openParts(b.path));

function openParts(path: string): number {
  return path.split('{').length;
}

/** Returns the documented path of an address. Health has an address under the prefix as well. */
export function pathOf(address: string): string | undefined {
  const [path = ''] = address.split('?');
  const found = templates.find(({ pattern }) => pattern.test(path));
  if (found !== undefined) return found.path;
  return path.startsWith('/api/v1/health/') ? pathOf(path.replace('/api/v1', '')) : undefined;
}

export function operationOf(method: string, address: string): Operation | undefined {
  const path = pathOf(address);
  const asked = method === 'HEAD' ? 'GET' : method;
  return operations.find((operation) => operation.path === path && operation.method === asked);
}
