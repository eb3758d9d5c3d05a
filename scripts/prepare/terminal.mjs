import { spawn } from 'node:child_process';
import { root } from '../root.mjs';

export const say = (message) => process.stderr.write(`coachlink: ${message}\n`);

/** Ends this process with a message, for each problem that a person has to mend. */
export function fail(message) {
  say(message);
  process.exit(1);
}

/** Runs a command with its output on stderr; ends this process where the command fails. */
export async function run(command, args, failure, cwd = root) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 2, 2] });
  const problem = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code === 0 ? undefined : `it ended with ${signal ?? code}`));
  });
  if (problem !== undefined) fail(`${failure}: ${[command, ...args].join(' ')}: ${problem}`);
}
