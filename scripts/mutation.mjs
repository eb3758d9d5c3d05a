// Breaks the sources in every place that Stryker knows, one at a time, and counts the changes that no test notices:
// `npm run mutation` for the groups of mutation/groups.mjs, `npm run mutation -- parser` for one.
import { join } from 'node:path';
import { GROUPS } from '../mutation/groups.mjs';
import { prepareProject } from './prepare/project.mjs';
import { withTestRedis } from './test-redis.mjs';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => GROUPS[name] === undefined);
if (unknown.length > 0)
  throw new Error(`no group ${unknown.join(', ')}: there are ${Object.keys(GROUPS).join(', ')}`);

await prepareProject();
await withTestRedis(async (url, folder) => {
  for (const [name, group] of Object.entries(GROUPS))
    if (wanted.length === 0 ? !group.byNameAlone : wanted.includes(name))
      await mutate(name, group, url, folder);
});

async function mutate(name, { mutate, least }, url, folder) {
  const report = join(folder, `${name}.json`);
  const options = {
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    jest: { projectType: 'custom', configFile: 'mutation/jest.config.mjs', enableFindRelatedTests: false },
    coverageAnalysis: 'perTest',
    mutate,
    concurrency: 2,
    // Modules that Jest loads stay in memory: some gigabytes after a hundred mutants.
    maxTestRunnerReuse: 25,
    timeoutMS: 5000,
    reporters: ['progress-append-only', 'clear-text', 'json'],
    jsonReporter: { fileName: report },
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    tempDirName: '.mutation',
    ignorePatterns: ['.bench', 'docs', 'bench', 'clients'],
    allowConsoleColors: false,
    disableTypeChecks: false,
  };
  // Imported late: this file is read before anything is installed.
  const { Stryker } = await import('@stryker-mutator/core');
  process.env.COACHLINK_MUTATION = name;
  process.env.COACHLINK_TEST_REDIS_URL = url;
  const results = await new Stryker(options).runMutationTest();
  const counted = results.filter(
    ({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status),
  );
  const seen = counted.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const score = Math.floor((seen / counted.length) * 1000) / 10;
  console.log(`mutation, ${name}: ${seen} of ${counted.length} noticed, ${score} % (at least ${least} %)`);
  if (score < least) process.exitCode = 1;
}
