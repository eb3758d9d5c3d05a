// Runs a command with Node.js 24 first on its PATH, whichever Node this machine has: `node scripts/on-node-24.mjs npm
// test`. npm checks the program against the checksum of scripts/node-24/package-lock.json.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installDependencies } from './prepare/install.mjs';
import { fail } from './prepare/terminal.mjs';
import { root } from './root.mjs';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) fail('say what to run: node scripts/on-node-24.mjs npm test');

const packages = join(root, 'scripts', 'node-24');
const programs = join(packages, 'node_modules', '.bin');
await installDependencies(packages);
if (!existsSync(join(programs, 'node'))) {
  // Removed for the next run to try again: npm succeeds without an optional package.
  rmSync(join(packages, 'node_modules'), { recursive: true });
  const machine = `${process.platform}-${process.arch}`;
  fail(
    `npm installed no Node.js 24 for ${machine}: scripts/node-24 has none for it, its checksum is wrong, or the registry ` +
      "is out of reach. Where it has none, install Node.js 24 in this system's way and run the command on that.",
  );
}

const child = spawn(command, args, {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH ?? ''}` },
});
child.on('error', (error) => fail(`${command} could not be run: ${error.message}`));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
