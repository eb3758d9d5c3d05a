import type { ValidationPipeOptions } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldFault, invalidBody, invalidFields, type Problem } from '../problems/problem.js';
import { badEntriesOf } from './fields.js';

const LONGEST_ECHO = 64;

/** The rules of every input: an undeclared field is refused, and no value is turned into another type. */
export const INPUT_RULES: ValidationPipeOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  transform: true,
  // `faultsIn` needs both to find the bad entry of a list, and passes neither on.
  validationError: { target: true, value: true },
  exceptionFactory: (errors): Problem => invalidFields(faultsIn(errors, '')),
};

export function unknownField(field: string): FieldFault {
  return { field: shortened(field), message: 'is not known here: leave it out' };
}

/** Returns the fields of a body; none of a request without a body. */
export function fieldsOfBody(body: unknown): Readonly<Record<string, unknown>> {
  if (body === undefined) return {};
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw invalidBody('body.not_an_object', 'The JSON body must be an object.');
}

function faultsIn(errors: readonly ValidationError[], path: string): FieldFault[] {
  return errors.flatMap(({ target, property, value, constraints, children }) => {
    const field = `${path}${shortened(property)}`;
    if (constraints === undefined) return faultsIn(children ?? [], `${field}.`);
    if (constraints.whitelistValidation !== undefined) return [unknownField(field)];
    const badEntries = badEntriesOf(target, property, value);
    if (badEntries.length > 0)
      return badEntries.map(({ at, message }) => ({ field: `${field}[${at}]`, message }));
    return [{ field, message: Object.values(constraints).join(' and ') }];
  });
}

/** Shortens a name that the caller sent, before it is sent back. */
function shortened(name: string): string {
  return name.length > LONGEST_ECHO ? `${name.slice(0, LONGEST_ECHO)}...` : name;
}
