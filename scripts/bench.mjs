import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildBenches } from './prepare/build.mjs';
import { ensureRedis } from './prepare/programs.mjs';
import { prepareProject } from './prepare/project.mjs';
import { root } from './root.mjs';

await prepareProject();
await buildBenches();
await ensureRedis();

const bench = join(root, 'dist', 'bench', 'main.js');
const child = spawn(
  process.execPath,
  ['--enable-source-maps', '--expose-gc', bench, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    cwd: root,
  },
);
child.on('exit', (code) => process.exit(code ?? 1));
