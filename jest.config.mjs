// Nest 12 is ESM only, so Jest runs with --experimental-vm-modules (scripts/test.mjs sets it).
export const shared = {
  rootDir: import.meta.dirname,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^#(decoder|environment|passings|recorder|redis)$': '<rootDir>/libs/$1/src/index.ts',
    '^#p3$': '<rootDir>/libs/decoder/src/p3/index.ts',
    '^#simulator$': '<rootDir>/apps/simulator/src/index.ts',
    // A thread is begun by Node itself, which needs what was built.
    '^\\./thread-program\\.js$': '<rootDir>/test/support/built-thread-program.ts',
    // So is what a browser runs.
    '^\\./reader-file\\.js$': '<rootDir>/test/support/built-reader-file.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/support/seed.ts'],
};

export default {
  // One more than there are cores at the least: most tests wait for real sockets and clocks, half of the time.
  maxWorkers: 3,
  // Modules that are linked for a suite stay in memory: a worker that has much of them is slow.
  workerIdleMemoryLimit: '800MB',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/{integration,faults}/**/*.int-spec.ts'],
    },
    { ...shared, displayName: 'compat', testMatch: ['<rootDir>/test/compat/**/*.compat-spec.ts'] },
    { ...shared, displayName: 'trials', testMatch: ['<rootDir>/test/trials/**/*.trial-spec.ts'] },
    { ...shared, displayName: 'security', testMatch: ['<rootDir>/test/security/**/*.security-spec.ts'] },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'],
      moduleNameMapper: {
        '^\\./recovery-waits\\.js$': '<rootDir>/test/support/hurried-recovery-waits.ts',
        ...shared.moduleNameMapper,
      },
    },
  ],
};
