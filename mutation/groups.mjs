/**
 * What is broken, a place at a time, and the tests that must notice. `least`: hundredths of it that they must.
 * `together`: the tests are run as one file, so that what they import is read once for each mutant and not once for each
 * file of tests. `byNameAlone`: for hours, because each mutant takes a Redis some seconds.
 */
export const GROUPS = {
  parser: {
    mutate: ['libs/decoder/src/p3/*.ts', '!**/*.spec.ts', '!**/index.ts'],
    tests:
      /^libs\/decoder\/src\/p3\/(crc|encode|field|framing|parser|protocol|read|record|round)[^/]*\.spec\.ts$/,
    together: true,
    least: 85,
  },
  comparisons: {
    mutate: [
      'apps/gateway/src/access/auth/secrets/secret-digest.ts',
      'apps/gateway/src/access/auth/guard/access.guard.ts',
      'apps/gateway/src/access/auth/guard/insufficient-rights.ts',
      'apps/gateway/src/access/auth/guard/route-policies.ts',
      'apps/gateway/src/access/auth/guard/sole-header.ts',
      'apps/gateway/src/access/accounts/rights.ts',
      'apps/gateway/src/access/accounts/kept-secret.ts',
    ],
    tests: /^apps\/gateway\/src\/access\/(auth|accounts)\/.*\.spec\.ts$/,
    together: true,
    least: 100,
  },
  guards: {
    mutate: [
      'apps/gateway/src/access/auth/*/*.guard.ts',
      'apps/gateway/src/access/auth/api-key/*.ts',
      'apps/gateway/src/access/auth/secrets/secret-text.ts',
      '!**/*.spec.ts',
    ],
    tests: /^apps\/gateway\/src\/access\/(auth|accounts)\/.*\.spec\.ts$/,
    together: true,
    least: 85,
  },
  tokens: {
    mutate: [
      'apps/gateway/src/access/auth/login/{tokens,login-store,login.guard,login.service,password-hasher}.ts',
    ],
    tests: /^apps\/gateway\/src\/access\/(auth|accounts)\/.*\.spec\.ts$/,
    together: true,
    least: 85,
  },
  store: {
    mutate: [
      'libs/passings/src/redis/{chunk-record,record-fields,record-position,segment-format,pack-batch,chunk-slots,chunk-selection,day-digest}.ts',
      'libs/passings/src/redis/{ledger-text,recent-chunks,read-ahead}.ts',
      'libs/redis/src/site-keys.ts',
    ],
    tests: /^libs\/(passings\/src\/redis\/.*|redis\/src\/site-keys)\.spec\.ts$/,
    together: true,
    least: 85,
  },
  'store-in-redis': {
    mutate: ['libs/passings/src/redis/*.ts', '!**/*.spec.ts'],
    tests:
      /^(test\/integration\/(passings-.*|chunk-segments|formats|read-commands)\.int-spec|libs\/passings\/.*\.spec)\.ts$/,
    least: 85,
    byNameAlone: true,
  },
};
