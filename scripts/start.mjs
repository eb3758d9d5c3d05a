import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureRedis, prepareProject, root } from './prepare.mjs';

await prepareProject();
await ensureRedis();

const main = join(root, 'dist/apps/gateway/src/main.js');
const gateway = spawn(process.execPath, ['--enable-source-maps', main], { stdio: 'inherit' });
// Ctrl-C reaches the whole group: a second copy of it would end the gateway at once.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => gateway.kill('SIGTERM'));
gateway.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
