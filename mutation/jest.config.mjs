import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** But for those that put something else in a module's place: that has to be before it is read. */
function asOne() {
  const replaces = (file) => readFileSync(join(rootDir, file), 'utf8').includes('mockModule');
  const file = join('mutation', 'together.spec.mjs');
  const others = files.filter((each) => !replaces(each));
  writeFileSync(join(rootDir, file), others.map((each) => `import '../${each}';\n`).join(''));
  return [file, ...files.filter(replaces)];
}

/** The tests of one group as one project, from wherever Stryker has put its copy. */
export default {
  ...shared,
  maxWorkers: 1,
  setupFiles: [...shared.setupFiles, '<rootDir>/mutation/short-properties.mjs'],
  testTimeout: 60_000,
  testMatch: (together ? asOne() : files).map((file) => join(rootDir, file)),
};
