// Checks the subjects of commits against commitlint.config.mjs: `npm run commits` those since origin/main, `npm run
// commits -- main` those since that branch or commit.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies } from './prepare/install.mjs';
import { fail, say } from './prepare/terminal.mjs';
import { root } from './root.mjs';

const [given] = process.argv.slice(2);
const base = given ?? 'origin/main';
const git = (...args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
const isThere = git('rev-parse', '--verify', '--quiet', `${base}^{commit}`).status === 0;
if (!isThere && given !== undefined) fail(`git has no commit or branch ${given}: fetch it, or name another`);
if (!isThere) say('there is no origin/main to begin from: HEAD alone is checked');

await installDependencies();
const commitlint = join(root, 'node_modules', '@commitlint', 'cli', 'cli.js');
const which = isThere ? ['--from', base] : ['--last'];
const { status } = spawnSync(process.execPath, [commitlint, ...which], { cwd: root, stdio: 'inherit' });
if (status === 0) {
  const count = isThere ? git('rev-list', '--count', `${base}..HEAD`).stdout.trim() : 1;
  say(`commits with the right form: ${count}`);
}
process.exitCode = status ?? 1;
