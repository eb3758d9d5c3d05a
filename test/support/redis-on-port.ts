import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findRedisServer } from '#redis';

const DEADLINE_MS = 15_000;
const MOST_STARTS = 3;
/** Starts a program for which a write beyond the limit of a file's size is an error, as on a full disk, and not its end. */
const LIMITED = 'trap "" XFSZ; exec "$0" "$@"';

export function redisServer(): string {
  const server = findRedisServer(process.env.PATH ?? '');
  if (server === undefined) throw new Error('needs redis-server on the PATH: npm test installs it');
  return server;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis that a test may stop, freeze and kill. */
export class RedisOnPort {
  readonly url: string;
  readonly folder = mkdtempSync(join(tmpdir(), 'coachlink-redis-'));
  private readonly configFile = join(this.folder, 'redis.conf');
  private process: ChildProcess | undefined;

  constructor(
    readonly port: number,
    private readonly settings: readonly string[] = [],
  ) {
    this.url = `redis://127.0.0.1:${port}`;
    this.configure([]);
  }

  configure(lines: readonly string[]): void {
    writeFileSync(this.configFile, lines.map((line) => `${line}\n`).join(''));
  }

  /** Starts it as a supervisor does: again where it ends at once, as with a torn file that is not the last. */
  async start(): Promise<void> {
    const basic = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    for (let start = 0; start < MOST_STARTS; start++) {
      const command = [redisServer(), this.configFile, ...basic, ...this.settings];
      const child = spawn('sh', ['-c', LIMITED, ...command], { stdio: 'ignore' });
      this.process = child;
      const ended = once(child, 'exit').then(() => true);
      if (!(await Promise.race([ended, this.untilAnswer(/PONG|NOAUTH/, 'PING').then(() => false)]))) return;
    }
    throw new Error(`Redis ended ${MOST_STARTS} times at its start`);
  }

  signal(name: NodeJS.Signals): void {
    this.process?.kill(name);
  }

  async kill(): Promise<void> {
    const process = this.process;
    if (process?.exitCode !== null || process.signalCode !== null) return;
    const gone = once(process, 'exit');
    process.kill('SIGKILL');
    await gone;
  }

  /** Fills its disk, or frees it. */
  limitDisk(isFull: boolean): void {
    const size = isFull ? '1' : 'unlimited';
    execFileSync('prlimit', ['--pid', String(this.process?.pid), `--fsize=${size}:`]);
  }

  /** Takes bytes from the end of the append-only file of a stopped server, as a power cut does. */
  tear(bytes: number): void {
    const folder = join(this.folder, 'appendonlydir');
    const last = readdirSync(folder)
      .filter((name) => name.endsWith('.incr.aof'))
      .sort((a, b) => numberIn(a) - numberIn(b))
      .at(-1);
    if (last === undefined) throw new Error(`no append-only file in ${folder}`);
    const path = join(folder, last);
    truncateSync(path, Math.max(0, statSync(path).size - bytes));
  }

  /** Keeps a copy of its data, for `setBack`. */
  remember(): void {
    rmSync(`${this.folder}.remembered`, { recursive: true, force: true });
    cpSync(this.folder, `${this.folder}.remembered`, { recursive: true });
  }

  /** Sets a stopped server back to the copy of `remember`. */
  setBack(): void {
    rmSync(this.folder, { recursive: true });
    renameSync(`${this.folder}.remembered`, this.folder);
  }

  async remove(): Promise<void> {
    await this.kill();
    // A child that rewrites the append-only file outlives its killed server for a moment, and still writes there.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  async untilAnswer(expected: string | RegExp, command: string, ...args: string[]): Promise<void> {
    const deadline = performance.now() + DEADLINE_MS;
    for (let answer = ''; answer.match(expected) === null;) {
      if (performance.now() > deadline) throw new Error(`Redis still answers ${command} with: ${answer}`);
      await delay(20);
      answer = await this.call(command, ...args).catch(String);
    }
  }

  async call(command: string, ...args: string[]): Promise<string> {
    const client = new Redis(this.port, '127.0.0.1', {
      lazyConnect: true,
      enableReadyCheck: false,
      retryStrategy: () => null,
      protocol: 2,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return String(await client.call(command, ...args));
    } finally {
      client.disconnect();
    }
  }
}

/** Returns the number in a name such as appendonly.aof.7.incr.aof. */
function numberIn(name: string): number {
  return Number(/[.]([0-9]+)[.]incr/.exec(name)?.[1]);
}
