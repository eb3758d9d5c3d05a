import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ensureRedis, prepareProject, root } from './prepare.mjs';

await prepareProject();
await ensureRedis();

const gatewayFile = join(root, 'dist', 'bundle', 'gateway.js');
// A group of its own: Ctrl-C reaches every process of the terminal's group, and npm passes it on once more. A
// second signal ends the gateway at once, so it gets one copy, from here, however many arrive together.
const gateway = spawn(process.execPath, ['--enable-source-maps', gatewayFile], {
  stdio: 'inherit',
  detached: true,
});
const SAME_SIGNAL_MS = 500;
let lastMs = -Infinity;
for (const [received, sent] of [
  ['SIGINT', 'SIGINT'],
  ['SIGTERM', 'SIGTERM'],
  ['SIGHUP', 'SIGTERM'],
]) {
  process.on(received, () => {
    if (performance.now() - lastMs < SAME_SIGNAL_MS) return;
    lastMs = performance.now();
    gateway.kill(sent);
  });
}
gateway.on('exit', (code) => process.exit(code ?? 1));
