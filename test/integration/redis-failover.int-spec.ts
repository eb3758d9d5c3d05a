import { jest } from '@jest/globals';
import type { Cluster, Redis } from 'ioredis';
import { RedisSafeWrites } from '../../apps/gateway/src/platform/storage/redis-safe-writes.js';
import { UnconfirmedWrite } from '../../apps/gateway/src/platform/storage/storage-trouble.js';
import { connectRedis, MasterChanged, ReplicaWatch, untilReady } from '#redis';
import { seededRandom } from '../../apps/simulator/src/track/random.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { SentinelSet } from '../support/sentinel-set.js';

const DEADLINE_MS = 30_000;
const KEY = 'cl:{main}:watch';
jest.setTimeout(4 * DEADLINE_MS);

async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<number> {
  const beganMs = performance.now();
  while (!(await Promise.resolve(isSo()).catch(() => false))) {
    if (performance.now() - beganMs > DEADLINE_MS) throw new Error(`not within ${DEADLINE_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - beganMs;
}

const portOf = async (connection: Redis | Cluster): Promise<number> =>
  Number(/tcp_port:(\d+)/.exec(await connection.info('server'))?.[1]);

describe('a master with two replicas and three Sentinels', () => {
  let set: SentinelSet;
  let connection: Redis | Cluster;
  let replicas: ReplicaWatch;
  let writes: RedisSafeWrites;

  beforeEach(async () => {
    set = await SentinelSet.start();
    connection = connectRedis(set.url, { role: 'requests' });
    connection.on('error', () => undefined);
    await untilReady(connection, DEADLINE_MS);
    replicas = new ReplicaWatch(connection, KEY);
    writes = new RedisSafeWrites(connection, replicas);
    await until('both replicas count', async () => {
      await replicas.look();
      return replicas.required === 2 && replicas.unconfirmed === undefined;
    });
  });
  afterEach(async () => {
    connection.disconnect();
    await set.end();
  });

  it('is left by a connection when another server becomes the master, as is planned', async () => {
    const others: string[] = [];
    replicas.onOtherHistory(() => others.push('other'));
    const [old, mark] = [await set.master(), await replicas.mark()];
    await set.failover();
    const master = await set.master(old);
    await until('the connection is there', async () => (await portOf(connection)) === master.port);
    await until('it is looked at', async () => {
      await replicas.look();
      return others.length === 1;
    });
    // The master after the switch does not confirm a write before it.
    await expect(replicas.confirmed(mark)).rejects.toThrow(MasterChanged);
  });

  it('has a write confirmed by replicas that follow again, before anybody looks', async () => {
    const [master, followers] = [await set.master(), await set.replicas()];
    for (const each of followers) each.signal('SIGSTOP');
    await master.call('CLIENT', 'KILL', 'TYPE', 'replica');
    await connection.set('written', 'while nobody follows');
    expect(await replicas.confirmed(await replicas.mark())).toBe(false);
    for (const each of followers) each.signal('SIGCONT');
    await until('both follow again', async () => {
      const following = (await master.call('INFO', 'replication')).match(/state=online/g);
      return following?.length === followers.length;
    });
    await connection.set('written', 'a moment ago');
    expect(await replicas.confirmed(await replicas.mark())).toBe(true);
  });

  it('is left when it hangs, and answers again before it goes on', async () => {
    const old = await set.master();
    old.signal('SIGSTOP');
    try {
      const beginMs = performance.now();
      const another = set.master(old).then(() => performance.now() - beginMs);
      await until('another one answers', async () => (await portOf(connection)) !== old.port);
      // The socket alone would take three times as long as Sentinel needs to promote another master.
      expect((performance.now() - beginMs) / (await another)).toBeLessThan(2);
    } finally {
      old.signal('SIGCONT');
    }
  });

  it('has a change made when all replicas have it, and says so where one has not', async () => {
    const change = (value: string) => writes.write((redis) => redis.set('setting', value));
    expect(await change('one')).toBe('OK');
    const [replica] = await set.replicas();
    replica?.signal('SIGSTOP');
    try {
      await expect(change('two')).rejects.toThrow(UnconfirmedWrite);
      expect(replicas.unconfirmed).toMatchObject({ required: 2 });
      expect(await connection.get('setting')).toBe('two');
      expect(await replicas.confirmed(await replicas.mark())).toBe(false);
    } finally {
      replica?.signal('SIGCONT');
    }
    await until('it is confirmed', async () => {
      await replicas.look();
      return replicas.unconfirmed === undefined;
    });
    expect(await change('three')).toBe('OK');
  });
});

describe('a single Redis', () => {
  let server: RedisOnPort;
  let proxy: FaultProxy;
  let connection: Redis | Cluster;

  beforeEach(async () => {
    server = new RedisOnPort(await freePort());
    await server.start();
    proxy = await FaultProxy.open(server.port, seededRandom(1));
    connection = connectRedis(`redis://127.0.0.1:${proxy.port}`, { role: 'requests' });
    connection.on('error', () => undefined);
    await untilReady(connection, DEADLINE_MS);
  });
  afterEach(async () => {
    connection.disconnect();
    await proxy.close();
    await server.remove();
  });

  it('needs nobody to confirm', async () => {
    const replicas = new ReplicaWatch(connection, KEY);
    const writes = new RedisSafeWrites(connection, replicas);
    expect(await writes.write((redis) => redis.set('a', 'b'))).toBe('OK');
    expect([replicas.required, replicas.unconfirmed]).toEqual([0, undefined]);
    expect(await replicas.confirmedSoon(await replicas.mark())).toBe(true);
  });

  it('goes on without asking where its user may not ask', async () => {
    await server.call('ACL', 'SETUSER', 'limited', 'on', '>secret', '~*', '+@all', '-info', '-wait');
    const limited = connectRedis(`redis://limited:secret@127.0.0.1:${server.port}`, { role: 'watch' });
    try {
      await untilReady(limited, DEADLINE_MS);
      const replicas = new ReplicaWatch(limited, KEY);
      expect(await replicas.confirmed(await replicas.mark())).toBe(true);
      expect(replicas.unconfirmed).toBeUndefined();
    } finally {
      limited.disconnect();
    }
  });

  it('refuses for certain what it does not take, and what never left', async () => {
    const writes = new RedisSafeWrites(connection, new ReplicaWatch(connection, KEY));
    await server.call('CONFIG', 'SET', 'maxmemory', '1');
    await expect(writes.write((redis) => redis.set('a', 'b'))).rejects.toThrow(/^OOM/);
    await server.call('CONFIG', 'SET', 'maxmemory', '0');
    server.signal('SIGSTOP');
    await expect(writes.write((redis) => redis.set('a', 'b'))).rejects.toThrow(UnconfirmedWrite);
    await server.kill();
    await until('the connection is known to be gone', () => connection.status !== 'ready');
    await expect(writes.write((redis) => redis.set('a', 'b'))).rejects.toThrow(/writeable/);
  });

  it('is connected to anew where a line went dead without a word, whether or not anybody asks', async () => {
    proxy.break('half_open');
    await until('another line is there', () => proxy.isOpen);
    await until('it answers', () => connection.ping().then(() => true));
    expect(proxy.foundAfterMs).toHaveLength(1);
  });

  it('keeps its connections while it only takes its time', async () => {
    const before = await connection.client('ID');
    server.signal('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 5000));
    server.signal('SIGCONT');
    await until('it answers', () => connection.ping().then(() => true));
    expect(await connection.client('ID')).toBe(before);
  });
});
