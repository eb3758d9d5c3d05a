// Breaks the sources in every place that Stryker knows to break, one at a time, and counts what no test notices:
// `npm run mutation` for the groups of mutation/groups.mjs, `npm run mutation -- parser` for one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GROUPS } from '../mutation/groups.mjs';
import { ensureRedis, prepareProject } from './prepare.mjs';

await prepareProject();
delete process.env.REDIS_URL; // the tests stop and kill servers: never somebody's
await ensureRedis();
const { findRedisServer, PrivateRedis } = await import('../dist/libs/redis/src/index.js');

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => GROUPS[name] === undefined);
if (unknown.length > 0)
  throw new Error(`no group ${unknown.join(', ')}: there are ${Object.keys(GROUPS).join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'coachlink-mutation-'));
const redis = new PrivateRedis({
  server: findRedisServer(process.env.PATH ?? ''),
  dataDir: join(folder, 'redis'),
});
try {
  await redis.start();
  for (const [name, group] of Object.entries(GROUPS))
    if (wanted.length === 0 ? !group.byNameAlone : wanted.includes(name)) await mutate(name, group);
} finally {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function mutate(name, { mutate, least }) {
  const report = join(folder, `${name}.json`);
  const options = {
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    jest: { projectType: 'custom', configFile: 'mutation/jest.config.mjs', enableFindRelatedTests: false },
    coverageAnalysis: 'perTest',
    mutate,
    concurrency: 2,
    // What Jest loads as modules stays in memory: some gigabytes after a hundred mutants.
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
  // Not at the top: this is read before anything is installed.
  const { Stryker } = await import('@stryker-mutator/core');
  process.env.COACHLINK_MUTATION = name;
  process.env.COACHLINK_TEST_REDIS_URL = redis.url;
  const results = await new Stryker(options).runMutationTest();
  const counted = results.filter(
    ({ status }) => !['Ignored', 'CompileError', 'RuntimeError'].includes(status),
  );
  const seen = counted.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const score = Math.floor((seen / counted.length) * 1000) / 10;
  console.log(`mutation, ${name}: ${seen} of ${counted.length} noticed, ${score} % (at least ${least} %)`);
  if (score < least) process.exitCode = 1;
}
