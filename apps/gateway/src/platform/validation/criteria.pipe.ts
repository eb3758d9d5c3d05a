import {
  type ArgumentMetadata,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type Type,
  ValidationPipe,
} from '@nestjs/common';
import type { Request } from 'express';
import { isReading } from '../http/is-reading.js';
import { type FieldFault, invalidFields } from '../problems/problem.js';
import { isQueryField } from './fields.js';
import { fieldsOfBody, INPUT_RULES, unknownField } from './input-rules.js';
import { takesInput } from './stray-input.js';

interface Given {
  readonly method: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

const DECIMAL = /^(0|[1-9][0-9]*)$/;
const BOOLEAN = /^(true|false)$/;

/**
 * Reads criteria from the query string of a GET or HEAD and from a JSON body of any method, and checks them as one. A field
 * with `inQuery` may be in the query string of any method.
 */
@Injectable()
export class CriteriaPipe extends ValidationPipe {
  constructor() {
    super({ ...INPUT_RULES, validateCustomDecorators: true });
  }

  override transform(given: Given, metadata: ArgumentMetadata): Promise<unknown> {
    const body = fieldsOfBody(given.body);
    const query = Object.entries(given.query);
    const names = new Set([...Object.keys(body), ...query.map(([name]) => name)]);
    // Names that every object inherits, such as `constructor`: the transformer drops them in silence.
    const faults: FieldFault[] = [...names].filter((name) => name in Object.prototype).map(unknownField);
    for (const [field] of query) {
      if (Object.hasOwn(body, field)) {
        faults.push({ field, message: 'is in the query string and in the body: give it in one of them' });
      } else if (!isReading(given) && !isQueryField(metadata.metatype, field)) {
        faults.push({
          field,
          message: `is in the query string: a ${given.method} takes it in the JSON body`,
        });
      }
    }
    if (faults.length > 0) throw invalidFields(faults);
    const read = query.map(([name, value]) => [name, fromText(value, name, metadata.metatype)]);
    return super.transform({ ...body, ...Object.fromEntries(read) }, metadata) as Promise<unknown>;
  }
}

/** Passes the criteria of the request, as an instance of the parameter's class. */
export const Criteria = (): ParameterDecorator => (prototype, method, index) => {
  FromRequest(CriteriaPipe)(prototype, method, index);
  takesInput(prototype, method);
};

const FromRequest = createParamDecorator((_: unknown, context: ExecutionContext): Given => {
  const request = context.switchToHttp().getRequest<Request>();
  return { method: request.method, query: request.query, body: request.body as unknown };
});

/** Turns digits into a number, true and false into a boolean, where the class has that type; else the rules refuse the text. */
function fromText(value: unknown, name: string, criteria: Type | undefined): unknown {
  const prototype = criteria?.prototype as object | undefined;
  if (typeof value !== 'string' || prototype === undefined) return value;
  const wanted: unknown = Reflect.getMetadata('design:type', prototype, name);
  if (wanted === Number && DECIMAL.test(value)) return Number(value);
  return wanted === Boolean && BOOLEAN.test(value) ? value === 'true' : value;
}
