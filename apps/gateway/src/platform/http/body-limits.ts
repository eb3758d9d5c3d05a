export const BODY_LIMIT_BYTES = 64 * 1024;
/** Under here nobody is known yet, and little needs to be said. */
export const AUTH_PATH = '/api/v1/auth';
export const AUTH_BODY_LIMIT_BYTES = 4 * 1024;

/** How large a body a path takes. */
export const bodyLimitOf = (path: string): number =>
  path === AUTH_PATH || path.startsWith(`${AUTH_PATH}/`) ? AUTH_BODY_LIMIT_BYTES : BODY_LIMIT_BYTES;
