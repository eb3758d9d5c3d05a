import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';

const ANSWER_TIMEOUT_MS = 2000;

/** Starts a Redis server that keeps its data, reachable through one Unix socket and no port. */
export function spawnRedis(server: string, dataDir: string, socket: string): ChildProcess {
  const settings = {
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    dir: dataDir,
    appendonly: 'yes',
    appendfsync: 'everysec',
    'auto-aof-rewrite-percentage': '100',
    'auto-aof-rewrite-min-size': '64mb',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
    'always-show-logo': 'no',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const log = openSync(logFile(dataDir), 'a', 0o600);
  // A group of its own: Ctrl-C in the terminal must not end it before the last passing is in.
  const child = spawn(server, args, { cwd: dataDir, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  return child;
}

/** Resolves to the answer, an error's text where Redis or the client gives one, undefined where no server listens. */
export async function askRedis(
  socket: string,
  command: string,
  ...args: string[]
): Promise<string | undefined> {
  const client = new Redis({
    path: socket,
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: ANSWER_TIMEOUT_MS,
    commandTimeout: ANSWER_TIMEOUT_MS,
  });
  const failures: (string | undefined)[] = [];
  client.on('error', (error: NodeJS.ErrnoException) => {
    failures.push(error.code);
  });
  try {
    await client.connect();
    return String(await client.call(command, ...args));
  } catch (error) {
    const nobody = failures.includes('ENOENT') || failures.includes('ECONNREFUSED');
    return nobody ? undefined : String(error);
  } finally {
    // On a closed connection, as after SHUTDOWN, `disconnect` would wait two seconds in vain.
    if (client.status !== 'end') client.disconnect();
  }
}

export function lastLogLines(dataDir: string): string {
  const file = logFile(dataDir);
  try {
    return `the end of ${file}:\n${readFileSync(file, 'utf8').trimEnd().split('\n').slice(-10).join('\n')}`;
  } catch (error) {
    return `and its log cannot be read: ${String(error)}`;
  }
}

const logFile = (dataDir: string): string => join(dataDir, 'redis.log');
