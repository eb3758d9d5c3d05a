import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';

export interface PrivateRedisOptions {
  /** Path of redis-server or valkey-server. */
  readonly server: string;
  /** Where the data lies; made when missing, readable by us alone. */
  readonly dataDir: string;
  readonly onProgress?: (message: string) => void;
}

/** The kernel's limit for the path of a Unix socket is 108 bytes. */
const LONGEST_SOCKET_PATH = 100;
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 8_000;
const RESTART_DELAY_MS = 200;

/**
 * A Redis of our own: reachable only through a Unix socket that only we may open, append-only file on, nothing
 * ever evicted. Starts again when it dies; adopts the one that an earlier, killed run of ours left behind.
 */
export class PrivateRedis {
  readonly url: string;
  private readonly dataDir: string;
  private readonly socket: string;
  private readonly logFile: string;
  private child: ChildProcess | undefined;
  private stopping = false;

  constructor(private readonly options: PrivateRedisOptions) {
    this.dataDir = resolve(options.dataDir);
    this.socket = socketPath(this.dataDir);
    this.logFile = join(this.dataDir, 'redis.log');
    this.url = `unix://${this.socket}`;
  }

  async start(): Promise<void> {
    mkdirSync(this.dataDir, { recursive: true, mode: 0o700 });
    if ((await this.ask('PING')) !== undefined) {
      this.options.onProgress?.('using the private Redis that an earlier run left running');
    } else {
      this.spawn();
    }
    await this.untilLoaded();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const exited = this.child === undefined ? this.untilGone() : once(this.child, 'exit');
    // SHUTDOWN closes the connection instead of answering.
    await this.ask('SHUTDOWN', 'NOSAVE');
    const inTime = await Promise.race([
      exited.then(() => true),
      delay(STOP_TIMEOUT_MS, false, { ref: false }),
    ]);
    if (!inTime) this.child?.kill('SIGKILL');
  }

  private spawn(): void {
    rmSync(this.socket, { force: true });
    const log = openSync(this.logFile, 'a', 0o600);
    const settings = {
      port: '0',
      unixsocket: this.socket,
      unixsocketperm: '700',
      dir: this.dataDir,
      appendonly: 'yes',
      appendfsync: 'everysec',
      save: '',
      'maxmemory-policy': 'noeviction',
      'auto-aof-rewrite-percentage': '100',
      'auto-aof-rewrite-min-size': '64mb',
      daemonize: 'no',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    // A group of its own: Ctrl-C in the terminal reaches us alone, and we stop it after the last passing is in.
    const child = spawn(this.options.server, args, { stdio: ['ignore', log, log], detached: true });
    closeSync(log);
    this.child = child;
    child.on('error', (error) => {
      this.options.onProgress?.(`cannot run ${this.options.server}: ${error.message}`);
    });
    child.on('exit', (code, signal) => {
      if (this.stopping || this.child !== child) return;
      this.options.onProgress?.(
        `the private Redis ended (${signal ?? code ?? 'unknown'}), starting it again`,
      );
      setTimeout(() => {
        if (!this.stopping) this.spawn();
      }, RESTART_DELAY_MS);
    });
  }

  private async untilLoaded(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    let said = '';
    while (performance.now() < deadline) {
      const answer = await this.ask('PING');
      if (answer === 'PONG') return;
      if (this.child?.exitCode != null && !this.stopping) break;
      if (answer !== undefined && answer !== said)
        this.options.onProgress?.(`Redis is not ready yet: ${answer}`);
      said = answer ?? said;
      await delay(25);
    }
    throw new Error(`the private Redis did not start; the end of ${this.logFile}:\n${this.lastLogLines()}`);
  }

  private async untilGone(): Promise<void> {
    while ((await this.ask('PING')) !== undefined) await delay(25);
  }

  /** The answer, or the error's text; undefined where nobody answers. */
  private async ask(command: string, ...args: string[]): Promise<string | undefined> {
    const client = new Redis({
      path: this.socket,
      lazyConnect: true,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch {
      return undefined;
    }
    try {
      return String(await client.call(command, ...args));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      client.disconnect();
    }
  }

  private lastLogLines(): string {
    try {
      return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-10).join('\n');
    } catch {
      return '(no log)';
    }
  }
}

function socketPath(dataDir: string): string {
  const beside = join(dataDir, 'redis.sock');
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_PATH) return beside;
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `coachlink-${name}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, 'redis.sock');
}
