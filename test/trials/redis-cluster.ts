import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';

const run = promisify(execFile);
const MASTERS = 3;
const LAST_SLOT = 16_383;
const NODE_TIMEOUT_MS = 2000;
const DEADLINE_MS = 60_000;
const SILENT_MS = 2000;
const SETTINGS = [
  ...['--cluster-enabled', 'yes', '--cluster-allow-replica-migration', 'no'],
  ...['--appendonly', 'yes', '--save', '', '--repl-diskless-sync-delay', '0'],
];

export interface KnownNode {
  readonly id: string;
  readonly server: RedisOnPort;
  readonly flags: readonly string[];
  /** Id of its master, `-` for a master itself. */
  readonly of: string;
  /** Slots of the node, as CLUSTER NODES writes them. */
  readonly slots: readonly string[];
}

/** A node of the cluster, with its port of the cluster bus. */
interface Member {
  readonly server: RedisOnPort;
  readonly bus: number;
}

/**
 * Three masters and three replicas on this machine. The tried slot is the lowest of its master and lower than those of
 * another: redis-cli moves the lowest, so that it moves this one to and fro.
 */
export class RedisCluster {
  readonly url: string;
  private readonly ids = new Map<string, RedisOnPort>();

  private constructor(
    private readonly members: readonly Member[],
    readonly slot: number,
  ) {
    this.url = `redis+cluster://${members.map(({ server }) => `127.0.0.1:${server.port}`).join(',')}`;
  }

  /** `key` is any key of the tried slot. */
  static async start(key: string): Promise<RedisCluster> {
    const members: Member[] = [];
    for (let at = 0; at < 2 * MASTERS; at++) {
      const bus = await freePort();
      const settings = ['--cluster-port', String(bus), '--cluster-node-timeout', String(NODE_TIMEOUT_MS)];
      members.push({ server: new RedisOnPort(await freePort(), [...SETTINGS, ...settings]), bus });
    }
    await Promise.all(members.map(({ server }) => server.start()));
    const slot = Number(await members[0]?.server.call('CLUSTER', 'KEYSLOT', key));
    const cluster = new RedisCluster(members, slot);
    try {
      await cluster.join();
    } catch (error) {
      await cluster.remove();
      throw error;
    }
    return cluster;
  }

  /** Returns the master of the slot, by the word of most living nodes. */
  async owner(): Promise<KnownNode> {
    const nodes = await this.nodes();
    const owner = nodes.find(({ slots }) => slots.some((range) => isWithin(range, this.slot)));
    if (owner === undefined) throw new Error(`nobody has slot ${this.slot}`);
    return owner;
  }

  /** Returns the master whose slots are all above the tried one. */
  async other(): Promise<KnownNode> {
    const nodes = await this.nodes();
    const other = nodes.find(
      ({ slots }) => slots.length > 0 && slots.every((range) => Number(range.split('-')[0]) > this.slot),
    );
    if (other === undefined) throw new Error(`all have slots below ${this.slot}`);
    return other;
  }

  async replicaOf(master: KnownNode): Promise<KnownNode> {
    const replica = (await this.nodes()).find(({ of }) => of === master.id);
    if (replica === undefined) throw new Error(`${master.id} has no replica`);
    return replica;
  }

  /** Moves the slot as people do, and returns the output; rejects where redis-cli stops. */
  async reshard(): Promise<string> {
    const [from, to] = [await this.owner(), await this.other()];
    const way = ['--cluster-from', from.id, '--cluster-to', to.id, '--cluster-slots', '1', '--cluster-yes'];
    const entry = `127.0.0.1:${from.server.port}`;
    const { stdout } = await run('redis-cli', ['--cluster', 'reshard', entry, ...way], { maxBuffer: 1e8 });
    if (/^ERR|BUSYKEY|ERROR/im.test(stdout)) throw new Error(stdout.slice(-2000));
    await this.untilAgreed(to.id);
    return stdout;
  }

  /** Returns the complaints of redis-cli; an empty text for a sound cluster. */
  async faults(): Promise<string> {
    const [first] = this.members;
    return run('redis-cli', ['--cluster', 'check', `127.0.0.1:${first?.server.port}`]).then(
      () => '',
      (error: unknown) => String((error as { stdout?: string }).stdout ?? error),
    );
  }

  /** Opens the slot: its master redirects commands on keys that it does not have. */
  async open(): Promise<void> {
    const [from, to] = [await this.owner(), await this.other()];
    await to.server.call('CLUSTER', 'SETSLOT', String(this.slot), 'IMPORTING', from.id);
    await from.server.call('CLUSTER', 'SETSLOT', String(this.slot), 'MIGRATING', to.id);
  }

  /** Closes the slot as if it had never been open. */
  async close(): Promise<void> {
    for (const server of this.ids.values())
      await server.call('CLUSTER', 'SETSLOT', String(this.slot), 'STABLE').catch(String);
  }

  /** Waits until another node than `before` has the slot. */
  async untilPromoted(before: KnownNode): Promise<void> {
    await this.until('another master', async () => (await this.owner()).id !== before.id);
  }

  /** Waits until every node lives and agrees with the others, and each replica has the data of its master. */
  async untilWhole(): Promise<void> {
    await this.until('a whole cluster', async () => {
      const states = await Promise.all(
        this.members.map(({ server }) => server.call('CLUSTER', 'INFO').catch(String)),
      );
      if (!states.every((state) => state.includes('cluster_state:ok'))) return false;
      const nodes = await this.nodes();
      if (nodes.some(({ flags }) => flags.some((flag) => flag.startsWith('fail')))) return false;
      const replicas = nodes.filter(({ of }) => of !== '-');
      if (replicas.length !== MASTERS) return false;
      const links = await Promise.all(replicas.map(({ server }) => server.call('INFO', 'replication')));
      return links.every((info) => info.includes('master_link_status:up'));
    });
  }

  async remove(): Promise<void> {
    await Promise.all(
      this.members.map(({ server }) => {
        server.signal('SIGCONT');
        return server.remove();
      }),
    );
  }

  private async join(): Promise<void> {
    const [first, ...others] = this.members;
    for (const [at, { server }] of this.members.entries()) {
      this.ids.set(await server.call('CLUSTER', 'MYID'), server);
      await server.call('CLUSTER', 'SET-CONFIG-EPOCH', String(at + 1));
    }
    for (const { server } of others)
      await server.call('CLUSTER', 'MEET', '127.0.0.1', String(first?.server.port), String(first?.bus));
    const middle = Math.floor((this.slot + LAST_SLOT) / 2);
    const ranges = [
      [0, this.slot - 1],
      [this.slot, middle],
      [middle + 1, LAST_SLOT],
    ] as const;
    for (const [at, [from, until]] of ranges.entries())
      await this.members[at]?.server.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(until));
    const ids = [...this.ids.keys()];
    for (const [at, { server }] of this.members.slice(MASTERS).entries())
      await this.until('a replica', async () => {
        const answer = await server.call('CLUSTER', 'REPLICATE', ids[at] ?? '').catch(String);
        return answer === 'OK';
      });
    await this.untilWhole();
  }

  private async untilAgreed(id: string): Promise<void> {
    await this.until('all agree who has the slot', async () => {
      const told = await Promise.all(
        this.members.map(({ server }) => server.call('CLUSTER', 'NODES').then((text) => this.parsed(text))),
      );
      return told.every((nodes) =>
        nodes.some((node) => node.id === id && node.slots.some((range) => isWithin(range, this.slot))),
      );
    });
  }

  /** Returns the nodes by the word of the living ones, except for a minority of one. */
  private async nodes(): Promise<KnownNode[]> {
    const told = await Promise.all(
      this.members.map(({ server }) =>
        Promise.race([server.call('CLUSTER', 'NODES').catch(() => ''), delay(SILENT_MS, '')]),
      ),
    );
    const lists = told.filter((text) => text !== '').map((text) => this.parsed(text));
    // The node that knows of the newest promotion has the highest epoch; the others hear of it soon.
    const newest = lists.toSorted((one, other) => epochOf(other) - epochOf(one))[0];
    if (newest === undefined) throw new Error('no node lives');
    return newest;
  }

  private parsed(text: string): (KnownNode & { readonly epoch: number })[] {
    return text
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [id = '', , flags = '', of = '', , , epoch = '', , ...slots] = line.split(' ');
        const server = this.ids.get(id);
        const kept = slots.filter((range) => !range.startsWith('['));
        return server === undefined
          ? []
          : [{ id, server, flags: flags.split(','), of, slots: kept, epoch: Number(epoch) }];
      });
  }

  private async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const endMs = performance.now() + DEADLINE_MS;
    while (!(await isSo().catch(() => false))) {
      if (performance.now() > endMs)
        throw new Error(`did not happen within ${DEADLINE_MS / 1000} s: ${what}`);
      await delay(50);
    }
  }
}

function epochOf(nodes: readonly { readonly epoch: number }[]): number {
  return Math.max(...nodes.map(({ epoch }) => epoch));
}

function isWithin(range: string, slot: number): boolean {
  const [from, until = from] = range.split('-').map(Number);
  return from !== undefined && until !== undefined && slot >= from && slot <= until;
}
