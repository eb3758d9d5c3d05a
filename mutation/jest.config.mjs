import { join } from 'node:path';
import { shared } from '../jest.config.mjs';
import { GROUPS } from './groups.mjs';

const group = GROUPS[process.env.COACHLINK_MUTATION];

/** The tests of one group as one project, from wherever Stryker has put its copy. */
export default {
  ...shared,
  maxWorkers: 1,
  setupFiles: [...shared.setupFiles, '<rootDir>/mutation/short-properties.mjs'],
  testTimeout: 60_000,
  testMatch: group.tests.map((pattern) => join(shared.rootDir, pattern)),
};
