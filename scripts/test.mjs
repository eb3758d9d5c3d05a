import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRedis, ensureSocat, prepareProject, root } from './prepare.mjs';

await prepareProject();
delete process.env.REDIS_URL; // the tests stop and kill theirs: never somebody's
await ensureRedis();
await ensureSocat();

const { findRedisServer, PrivateRedis } = await import('../dist/libs/redis/src/index.js');
const folder = mkdtempSync(join(tmpdir(), 'coachlink-test-'));
const redis = new PrivateRedis({ server: findRedisServer(process.env.PATH), dataDir: join(folder, 'redis') });
await redis.start();

const report = join(folder, 'report.json');
const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--reporters=default',
    '--json',
    `--outputFile=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, COACHLINK_TEST_REDIS_URL: redis.url } },
);
process.on('SIGINT', () => jest.kill('SIGINT'));
const code = await new Promise((resolve) => jest.on('exit', (status) => resolve(status ?? 1)));
await redis.stop();

try {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
} catch {
  console.log('jest wrote no report');
}
rmSync(folder, { recursive: true, force: true });
process.exit(code);
