import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shared } from '../jest.config.mjs';
import { GROUPS } from './groups.mjs';

const { tests, together } = GROUPS[process.env.COACHLINK_MUTATION];
const { rootDir } = shared;
const files = ['apps', 'libs', 'test']
  .flatMap((folder) =>
    readdirSync(join(rootDir, folder), { recursive: true }).map((file) => join(folder, file)),
  )
  .filter((file) => tests.test(file));

function asOne() {
  const file = join(rootDir, 'mutation', 'together.spec.mjs');
  writeFileSync(file, files.map((each) => `import '../${each}';\n`).join(''));
  return [file];
}

/** The tests of one group as one project, from wherever Stryker has put its copy. */
export default {
  ...shared,
  maxWorkers: 1,
  setupFiles: [...shared.setupFiles, '<rootDir>/mutation/short-properties.mjs'],
  testTimeout: 60_000,
  testMatch: together ? asOne() : files.map((file) => join(rootDir, file)),
};
