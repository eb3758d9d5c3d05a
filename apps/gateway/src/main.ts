import 'reflect-metadata';
import { BadEnvironment, readEnvironment } from './platform/config/environment.js';
import { LAUNCHER_GONE, onEnding } from './endings.js';
import { startGateway } from './gateway.js';
import { processOutputs } from './platform/log/process-outputs.js';

const STOP_TIMEOUT_MS = 10_000;

async function main(environment: NodeJS.ProcessEnv): Promise<void> {
  const isTerminal = process.stdout.isTTY;
  processOutputs.mind(isTerminal);
  const config = readEnvironment(environment);
  const ending = new AbortController();
  const { signal: ended } = ending;
  const starting = startGateway(config, { path: environment.PATH ?? '', isTerminal, ended });
  onEnding((by) => {
    if (ended.aborted) {
      // A launcher that goes while its gateway stops is no second signal.
      if (by !== LAUNCHER_GONE) process.exit(1);
      return;
    }
    ending.abort();
    setTimeout(() => {
      process.stderr.write(`coachlink: did not stop within ${STOP_TIMEOUT_MS} ms\n`);
      process.exit(1);
    }, STOP_TIMEOUT_MS).unref();
    // A start that is broken off stops the parts that it had started.
    const stopped = starting.then(
      (gateway) => gateway.stop(by),
      () => undefined,
    );
    stopped.then(() => process.exit(0), fail);
  });
  try {
    const { welcome } = await starting;
    process.stdout.write(welcome);
  } catch (error) {
    if (!ended.aborted) throw error;
  }
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
