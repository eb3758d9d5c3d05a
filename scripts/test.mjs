import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { missingAnswers } from './contract-coverage.mjs';
import { ensureOpenssl, ensureSocat, ensureTrialPrograms } from './prepare/programs.mjs';
import { prepareProject } from './prepare/project.mjs';
import { root } from './root.mjs';
import { withTestRedis } from './test-redis.mjs';

await prepareProject();
await ensureSocat();
await ensureOpenssl();
if (process.env.COACHLINK_TRIAL === 'full') await ensureTrialPrograms();

await withTestRedis(async (url, folder) => {
  const contractDir = join(folder, 'contract');
  mkdirSync(contractDir);
  const outside = join(folder, 'outside');
  try {
    process.exitCode = await runJest(url, folder, { contractDir, outside });
    if (process.exitCode === 0) checkCoverage(contractDir);
    checkOutside(outside);
  } finally {
    printCounts(folder);
  }
});

async function runJest(url, folder, { contractDir, outside }) {
  const imports = ['local-only.mjs', 'exit-when-done.mjs']
    .map((file) => `--import=${pathToFileURL(join(root, 'scripts', file)).href}`)
    .join(' ');
  const nodeOptions = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning ${imports}`;
  const jest = spawn(
    process.execPath,
    [
      join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      // Long enough for a busy machine, and short enough to find a test that hangs.
      '--testTimeout=60000',
      // First, because --reporters is a list, and would take a path behind it for another item.
      ...process.argv.slice(2),
      ...(process.env.COACHLINK_TRIAL === 'full'
        ? ['--runInBand', '--selectProjects', 'trials', 'security']
        : []),
      '--reporters=default',
      `--reporters=${join(root, 'scripts', 'count-reporter.mjs')}`,
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        NODE_OPTIONS: nodeOptions.trim(),
        COACHLINK_TEST_REDIS_URL: url,
        COACHLINK_TEST_COUNTS: join(folder, 'counts'),
        COACHLINK_CONTRACT_DIR: contractDir,
        COACHLINK_TEST_OUTSIDE: outside,
      },
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
  return new Promise((resolve) => jest.on('exit', (code) => resolve(code ?? 1)));
}

/** Checks the coverage of a whole run: a run with arguments may be a part. */
function checkCoverage(contractDir) {
  if (process.argv.length > 2) return;
  const missing = missingAnswers(join(root, 'openapi.json'), contractDir);
  if (missing.length === 0) return;
  console.error('coachlink: no test saw these answers, which openapi.json documents:');
  for (const each of missing) console.error(`  ${each}`);
  process.exitCode = 1;
}

/** Fails for attempts to leave this machine, which scripts/local-only.mjs refused and noted. */
function checkOutside(file) {
  if (!existsSync(file)) return;
  console.error('coachlink: tests wanted to reach what is not of this machine, and were not let:');
  for (const each of new Set(readFileSync(file, 'utf8').trim().split('\n'))) console.error(`  ${each}`);
  process.exitCode = 1;
}

function printCounts(folder) {
  try {
    console.log(readFileSync(join(folder, 'counts'), 'utf8'));
  } catch {
    console.log('no test was run to its end');
    process.exitCode ||= 1;
  }
}
