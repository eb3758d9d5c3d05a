import { freePort, RedisOnPort } from './redis-on-port.js';

const NAME = 'track';
const REPLICAS = 2;
const SENTINELS = 3;
const DOWN_AFTER_MS = 1000;
const FAILOVER_TIMEOUT_MS = 3000;

/** A master, two replicas and three Sentinels on loopback, each of which may be stopped, frozen and killed. */
export class SentinelSet {
  readonly url: string;

  private constructor(
    readonly servers: readonly RedisOnPort[],
    readonly sentinels: readonly RedisOnPort[],
  ) {
    const nodes = sentinels.map(({ port }) => `127.0.0.1:${port}`);
    this.url = `redis+sentinel://${nodes.join(',')}/${NAME}`;
  }

  static async start(settings: readonly string[] = []): Promise<SentinelSet> {
    const kept = ['--appendonly', 'yes', '--save', '', '--repl-diskless-sync-delay', '0', ...settings];
    const servers: RedisOnPort[] = [];
    for (let each = 0; each <= REPLICAS; each++) {
      const server = new RedisOnPort(await freePort(), kept);
      const [master] = servers;
      if (master !== undefined) server.configure([`replicaof 127.0.0.1 ${master.port}`]);
      await server.start();
      servers.push(server);
    }
    const sentinels: RedisOnPort[] = [];
    for (let each = 0; each < SENTINELS; each++) {
      const sentinel = new RedisOnPort(await freePort(), ['--sentinel']);
      sentinel.configure([
        `sentinel monitor ${NAME} 127.0.0.1 ${servers[0]?.port ?? 0} ${Math.ceil(SENTINELS / 2)}`,
        `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
        `sentinel failover-timeout ${NAME} ${FAILOVER_TIMEOUT_MS}`,
      ]);
      await sentinel.start();
      sentinels.push(sentinel);
    }
    const set = new SentinelSet(servers, sentinels);
    await set.untilWhole();
    return set;
  }

  /** Returns the server that all Sentinels name; waits until they agree on another one than `not`. */
  async master(not?: RedisOnPort): Promise<RedisOnPort> {
    let named: RedisOnPort | undefined;
    await this.until('all Sentinels name the same master', async () => {
      const ports = new Set<string>();
      for (const sentinel of this.sentinels)
        ports.add((await sentinel.call('SENTINEL', 'get-master-addr-by-name', NAME)).split(',')[1] ?? '');
      const [port] = ports;
      named = this.servers.find((server) => String(server.port) === port);
      return ports.size === 1 && named !== undefined && named !== not;
    });
    if (named === undefined) throw new Error('no master');
    return named;
  }

  async replicas(): Promise<readonly RedisOnPort[]> {
    const master = await this.master();
    return this.servers.filter((server) => server !== master);
  }

  /** Fails over as an administrator plans it: the old master stays reachable. */
  async failover(): Promise<void> {
    await this.until('a Sentinel begins the failover', async () => {
      const [sentinel] = this.sentinels;
      return (await sentinel?.call('SENTINEL', 'FAILOVER', NAME)) === 'OK';
    });
  }

  /** Waits until every replica follows, and every Sentinel knows of all. */
  async untilWhole(): Promise<void> {
    await this.until('every replica follows the master', async () => {
      const info = await (await this.master()).call('INFO', 'replication');
      if ((info.match(/state=online/g) ?? []).length !== REPLICAS) return false;
      for (const sentinel of this.sentinels) {
        const known = await sentinel.call('INFO', 'sentinel');
        if (!known.includes(`status=ok`) || !known.includes(`slaves=${REPLICAS},sentinels=${SENTINELS}`))
          return false;
      }
      return true;
    });
  }

  async end(): Promise<void> {
    for (const each of [...this.sentinels, ...this.servers]) await each.remove();
  }

  private async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + 60_000;
    let last = '';
    for (;;) {
      try {
        if (await isSo()) return;
      } catch (error) {
        last = String(error);
      }
      if (performance.now() > deadline) throw new Error(`not within 60 s: ${what} ${last}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
