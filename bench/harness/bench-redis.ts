import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedisServer, PrivateRedis } from '#redis';

/** A Redis for one bench, set up as the gateway sets up its own: append-only file, synced every second. */
export class BenchRedis {
  private constructor(
    private readonly server: PrivateRedis,
    private readonly folder: string,
    private readonly path: string,
    readonly client: Redis,
  ) {}

  static async start(path: string): Promise<BenchRedis> {
    const program = findRedisServer(path);
    if (program === undefined) throw new Error('there is no Redis server on the PATH');
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-bench-'));
    const server = new PrivateRedis({ server: program, dataDir: join(folder, 'redis') });
    await server.start();
    return new BenchRedis(server, folder, path, new Redis({ path: server.url.slice('unix://'.length) }));
  }

  get url(): string {
    return this.server.url;
  }

  /** Commands a second that Redis takes of its own benchmark, over the same socket. */
  xaddPerSecond(commands: number): number {
    const socket = this.url.slice('unix://'.length);
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

  async stop(): Promise<void> {
    this.client.disconnect();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
