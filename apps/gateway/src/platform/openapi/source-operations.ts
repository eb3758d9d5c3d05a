/** The operations of the source document of this API, in its order: clients are written against these. */
export const SOURCE_OPERATIONS = [
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/logout',
  'POST /api/v1/auth/refresh',
  'GET /api/v1/license',
  'POST /api/v1/license/activate',
  'GET /api/v1/device/status',
  'POST /api/v1/commands/audit',
  'POST /api/v1/passings',
  'POST /api/v1/transponders/sessions',
  'GET /api/v1/transponders/active',
  'GET /api/v1/system/metrics',
] as const;

/** Returns the place of an operation in the source document, from 1; undefined where it is not there. */
export function placeInSource(method: string, path: string): number | undefined {
  const at = SOURCE_OPERATIONS.findIndex((each) => each === `${method.toUpperCase()} ${path}`);
  return at < 0 ? undefined : at + 1;
}
