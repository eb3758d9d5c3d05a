import 'reflect-metadata';
import { BadEnvironment, readEnvironment } from './config/environment.js';
import { startGateway } from './gateway.js';

const STOP_TIMEOUT_MS = 10_000;

async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const config = readEnvironment(environment);
  const gateway = await startGateway(config, {
    path: environment.PATH ?? '',
    isTerminal: process.stdout.isTTY,
  });
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => {
      process.stderr.write(`coachlink: did not stop within ${STOP_TIMEOUT_MS} ms\n`);
      process.exit(1);
    }, STOP_TIMEOUT_MS).unref();
    gateway.stop(signal).then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(gateway.welcome);
}

function fail(error: unknown): never {
  if (error instanceof BadEnvironment) {
    for (const line of error.lines) process.stderr.write(`coachlink: ${line}\n`);
    process.exit(2);
  }
  process.stderr.write(`coachlink: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main(process.env).catch(fail);
