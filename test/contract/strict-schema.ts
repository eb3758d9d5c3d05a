import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openapi, type Schema } from './document.js';

const ROOT = 'coachlink:answers';
/** Keywords whose values are data, not schemas. */
const DATA = new Set(['example', 'examples', 'enum', 'const', 'default', 'required', 'type']);

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
addFormats.default(ajv);
ajv.addVocabulary(['example']);
ajv.addSchema({ $id: ROOT, $defs: strict(openapi.components.schemas) as object });

/** Returns the faults of a value, one line each. Keys that its schema does not name are faults. */
export function faultsIn(value: unknown, schema: Schema, what: string): string[] {
  const validate = compiled(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${what}${explained(error)}`);
}

const validators = new WeakMap<Schema, ReturnType<typeof ajv.compile>>();

function compiled(schema: Schema): ReturnType<typeof ajv.compile> {
  const validate = validators.get(schema) ?? ajv.compile(strict(schema) as object);
  validators.set(schema, validate);
  return validate;
}

/** Closes the schemas: the document leaves answers open, so that clients expect new keys, and a test must not meet one. */
function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict);
  if (typeof node !== 'object' || node === null) return node;
  const inner = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, DATA.has(name) ? (value as unknown) : strict(value)]),
  );
  if (typeof inner.$ref === 'string')
    inner.$ref = inner.$ref.replace('#/components/schemas/', `${ROOT}#/$defs/`);
  const isClosable = 'properties' in inner && inner.type === 'object' && !('additionalProperties' in inner);
  return isClosable ? { ...inner, unevaluatedProperties: false } : inner;
}

function explained({ instancePath, message, params }: ErrorObject): string {
  const { unevaluatedProperty: unknown } = params as { readonly unevaluatedProperty?: string };
  return `${instancePath} ${message ?? 'is wrong'}${unknown === undefined ? '' : `: ${unknown}`}`;
}
