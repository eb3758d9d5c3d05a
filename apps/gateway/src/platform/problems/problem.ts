export interface FieldFault {
  readonly field: string;
  /** What is wrong with it and what to give instead, without the field's name. */
  readonly message: string;
}

interface ProblemParts {
  /** The HTTP status it is answered with. */
  readonly status: number;
  /** A stable dotted code for programs, such as `auth.scope_missing`. */
  readonly reason: string;
  /** A sentence for a person: what is wrong, what to do. */
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Anything that a caller can cause or must be told: thrown anywhere, answered in the one error shape. */
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

  /** The same, with more for programs. */
  with(details: Readonly<Record<string, unknown>>): Problem {
    const { status, reason, message, headers } = this;
    return new Problem({ status, reason, message, headers, details: { ...this.details, ...details } });
  }
}

/** The request says something that cannot be: one entry per bad field. */
export function invalidFields(fields: readonly FieldFault[]): Problem {
  const list = fields.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new Problem({
    status: 400,
    reason: 'request.invalid',
    message: `The request is not valid: ${list}.`,
    details: { fields },
  });
}

/** The body as a whole is wrong, so there is no field to name. */
export function invalidBody(reason: string, message: string): Problem {
  return new Problem({ status: 400, reason, message, details: { fields: [] } });
}
