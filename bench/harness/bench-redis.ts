import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findRedisServer, PrivateRedis } from '#redis';

export const SLOW_MS = 5;
const SLOW_US = SLOW_MS * 1000;
const FIRST_IN_LINE = -15;

/** A Redis for one bench, set up as the gateway sets up its own: append-only file, synced every second. */
export class BenchRedis {
  private constructor(
    private readonly program: string,
    private readonly path: string,
    private readonly folder: string,
    private server: PrivateRedis,
    public client: Redis,
  ) {}

  static async start(path: string): Promise<BenchRedis> {
    const program = findRedisServer(path);
    if (program === undefined) throw new Error('there is no Redis server on the PATH');
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-bench-'));
    const server = new PrivateRedis({ server: program, dataDir: join(folder, 'redis') });
    await server.start();
    const client = clientOf(server);
    await client.config('SET', 'slowlog-log-slower-than', SLOW_US);
    await client.config('SET', 'slowlog-max-len', 10_000);
    return new BenchRedis(program, path, folder, server, client);
  }

  get url(): string {
    return this.server.url;
  }

  /** Counts our scripts that held Redis for longer than the limit of the slow log. */
  async slowScripts(): Promise<number> {
    const entries = (await this.client.slowlog('GET', -1)) as [number, number, number, string[]][];
    return entries.filter(([, , , [command = '', , , key = '']]) => isOurScript(command, key)).length;
  }

  get socket(): string {
    return socketOf(this.server);
  }

  /** Returns the commands a second of Redis' own benchmark, over the same socket. */
  xaddPerSecond(commands: number): number {
    const socket = socketOf(this.server);
    const payload = 'x'.repeat(28);
    const args = [
      '-s',
      socket,
      '-n',
      String(commands),
      '-P',
      '100',
      '-q',
      'XADD',
      'limit',
      '*',
      'p',
      payload,
    ];
    const said = execFileSync('redis-benchmark', args, { encoding: 'utf8', env: { PATH: this.path } });
    const [, figure] = /([0-9.]+) requests per second/.exec(said) ?? [];
    if (figure === undefined) throw new Error(`redis-benchmark says no figure: ${said}`);
    return Number(figure);
  }

  /** Returns the memory of its data in bytes. */
  async usedBytes(): Promise<number> {
    return this.figure('memory', 'used_memory');
  }

  /** Has the system give it a core before any other program; false where that is not allowed. */
  async goFirst(): Promise<boolean> {
    const pid = await this.figure('server', 'process_id');
    try {
      setPriority(pid, FIRST_IN_LINE);
      // The priority counts within one session alone where Linux weighs sessions against each other.
      if (existsSync(`/proc/${pid}/autogroup`))
        writeFileSync(`/proc/${pid}/autogroup`, String(FIRST_IN_LINE));
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && ['EPERM', 'EACCES'].includes(String(error.code)))
        return false;
      throw error;
    }
  }

  /** Has it rewrite its append-only file, and waits for the end. */
  async rewrite(): Promise<void> {
    const isBusy = async (): Promise<boolean> =>
      (await this.figure('persistence', 'aof_rewrite_in_progress')) +
        (await this.figure('persistence', 'aof_rewrite_scheduled')) >
      0;
    // Redis may have begun a rewrite by itself.
    while (await isBusy()) await delay(100);
    await this.client.bgrewriteaof();
    while (await isBusy()) await delay(100);
  }

  /** Restarts it; resolves to the time until it has loaded its data. */
  async restartMs(): Promise<number> {
    this.client.disconnect();
    await this.server.stop();
    this.server = new PrivateRedis({ server: this.program, dataDir: join(this.folder, 'redis') });
    const beginMs = performance.now();
    await this.server.start();
    const tookMs = performance.now() - beginMs;
    this.client = clientOf(this.server);
    return tookMs;
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async figure(section: string, name: string): Promise<number> {
    const [, figure] = new RegExp(`${name}:([0-9]+)`).exec(await this.client.info(section)) ?? [];
    return Number(figure);
  }
}

function isOurScript(command: string, firstKey: string): boolean {
  return /^eval/i.test(command) && firstKey.startsWith('cl:{');
}

function clientOf(server: PrivateRedis): Redis {
  return new Redis({ path: socketOf(server) });
}

function socketOf({ url }: PrivateRedis): string {
  return url.slice('unix://'.length);
}
