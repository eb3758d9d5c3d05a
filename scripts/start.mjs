import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ensureRedis } from './prepare/programs.mjs';
import { prepareProject } from './prepare/project.mjs';
import { root } from './root.mjs';

const launchedBy = process.ppid;
// A full disk or a missing reader does not end this process; the gateway minds its own outputs.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

await prepareProject();
await ensureRedis();

const gatewayFile = join(root, 'dist', 'bundle', 'gateway.js');
// A group of its own: Ctrl-C reaches every process of the terminal's group, and npm passes it on once more. A
// second signal ends the gateway at once, so it gets one copy, from here, however many arrive together. The channel
// tells it when this process is gone, however that ended.
const gateway = spawn(process.execPath, ['--enable-source-maps', gatewayFile], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  detached: true,
});
const SAME_SIGNAL_MS = 500;
let lastMs = -Infinity;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (performance.now() - lastMs < SAME_SIGNAL_MS) return;
    lastMs = performance.now();
    gateway.kill(signal);
  });
}
gateway.on('exit', (code) => process.exit(code ?? 1));

// npm has no channel to its script, which finds another parent when npm is gone. With nohup a closed terminal ends npm
// and is not to end the gateway, so a hang-up that comes at the same time ends the watch.
const LOOK_MS = 250;
if (process.env.npm_lifecycle_event === 'start') {
  let looks = 0;
  const watch = setInterval(() => {
    if (process.ppid !== launchedBy && ++looks === 2) gateway.disconnect();
  }, LOOK_MS);
  process.once('SIGHUP', () => clearInterval(watch));
}
