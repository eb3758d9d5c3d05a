import { spawn } from 'node:child_process';

/** Runs a program with its output held back; rejects with the output where it fails. */
export function runProgram(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (said += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${said}`));
    });
  });
}
