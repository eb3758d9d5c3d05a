/** The properties of an error that are read: between threads an error loses its class and its own properties. */
export interface PortableError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
  readonly syscall: string | undefined;
  /** Why a transaction was discarded, and what the last node of a cluster said. */
  readonly previousErrors: readonly PortableError[] | undefined;
  readonly lastNodeError: PortableError | undefined;
}

interface DetailedError extends NodeJS.ErrnoException {
  readonly previousErrors?: readonly unknown[];
  readonly lastNodeError?: unknown;
}

export function packError(thrown: unknown): PortableError {
  const error: DetailedError = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack, code, syscall, previousErrors, lastNodeError } = error;
  return {
    name,
    message,
    stack,
    code,
    syscall,
    previousErrors: previousErrors?.map(packError),
    lastNodeError: lastNodeError instanceof Error ? packError(lastNodeError) : undefined,
  };
}

export function unpackError(packed: PortableError): Error {
  const { previousErrors, lastNodeError, ...own } = packed;
  return Object.assign(new Error(packed.message), own, {
    ...(previousErrors === undefined ? {} : { previousErrors: previousErrors.map(unpackError) }),
    ...(lastNodeError === undefined ? {} : { lastNodeError: unpackError(lastNodeError) }),
  });
}
