export const BODY_LIMIT_BYTES = 64 * 1024;
/** Requests under this path come without credentials, and need only small bodies. */
export const AUTH_PATH = '/api/v1/auth';
export const AUTH_BODY_LIMIT_BYTES = 4 * 1024;

/** Returns the largest body that a path takes, in bytes. */
export const bodyLimitOf = (path: string): number =>
  path === AUTH_PATH || path.startsWith(`${AUTH_PATH}/`) ? AUTH_BODY_LIMIT_BYTES : BODY_LIMIT_BYTES;
