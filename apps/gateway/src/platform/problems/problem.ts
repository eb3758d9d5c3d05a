export interface FieldFault {
  readonly field: string;
  /** The fault and its remedy, without the field's name. */
  readonly message: string;
}

interface ProblemParts {
  /** The HTTP status of the answer. */
  readonly status: number;
  /** A stable dotted code for programs, such as `auth.scope_missing`. */
  readonly reason: string;
  /** A sentence for a person: the fault and its remedy. */
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that a caller can cause or must be told: thrown anywhere, answered in the one error shape. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ status, reason, message, details, headers }: ProblemParts) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.details = details ?? {};
    this.headers = headers ?? {};
  }

  /** Returns the same problem with more details for programs. */
  with(details: Readonly<Record<string, unknown>>): Problem {
    const { status, reason, message, headers } = this;
    return new Problem({ status, reason, message, headers, details: { ...this.details, ...details } });
  }
}

/** Returns the problem of a request with bad fields: one entry for each. */
export function invalidFields(fields: readonly FieldFault[]): Problem {
  const list = fields.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new Problem({
    status: 400,
    reason: 'request.invalid',
    message: `The request is not valid: ${list}.`,
    details: { fields },
  });
}

/** Returns the problem of a body that is wrong as a whole, so that there is no field to name. */
export function invalidBody(reason: string, message: string): Problem {
  return new Problem({ status: 400, reason, message, details: { fields: [] } });
}
