import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { Cluster, Redis } from 'ioredis';
import { connectRedis, untilReady } from '#redis';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';

const DEADLINE_MS = 15_000;
jest.setTimeout(3 * DEADLINE_MS);
const open: { connections: (Redis | Cluster)[]; servers: RedisOnPort[] } = { connections: [], servers: [] };

afterEach(async () => {
  for (const connection of open.connections.splice(0)) connection.disconnect();
  for (const server of open.servers.splice(0)) await server.remove();
});

async function serverOn(port: number, ...settings: string[]): Promise<RedisOnPort> {
  const server = new RedisOnPort(port, settings);
  open.servers.push(server);
  await server.start();
  return server;
}

function connect(url: string, role: 'requests' | 'ingest' = 'requests') {
  const states: string[] = [];
  const connection = connectRedis(url, { role, onChange: (state) => states.push(state) });
  open.connections.push(connection);
  return { connection, states };
}

const until = async (condition: () => boolean): Promise<void> => {
  const deadline = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > deadline)
      throw new Error(`not within ${DEADLINE_MS} ms: ${condition.toString()}`);
    await delay(10);
  }
};

describe('a connection to Redis', () => {
  it('fails at once while Redis is away, says so once, and is there when Redis comes', async () => {
    const port = await freePort();
    const { connection, states } = connect(`redis://127.0.0.1:${port}`);
    await expect(untilReady(connection, 300)).rejects.toThrow(
      /not ready after 300 ms: 127\.0\.0\.1:\d+ refuses/,
    );
    await expect(connection.ping()).rejects.toThrow();

    await serverOn(port);
    await untilReady(connection, DEADLINE_MS);
    expect(await connection.ping()).toBe('PONG');
    expect(states).toEqual([`127.0.0.1:${port} refuses the connection`, 'connected']);
  });

  it('subscribes to nothing again by itself, where a failure would be of nobody and end the process', async () => {
    const server = await serverOn(await freePort());
    const { connection } = connect(server.url);
    const { connection: other } = connect(server.url);
    await Promise.all([untilReady(connection, DEADLINE_MS), untilReady(other, DEADLINE_MS)]);
    await connection.subscribe('news');
    expect(await other.pubsub('NUMSUB', 'news')).toEqual(['news', 1]);
    const back = once(connection, 'ready');
    await other.call('CLIENT', 'KILL', 'TYPE', 'PUBSUB');
    await back;
    // The ping is answered behind whatever the client sent when it was back.
    await connection.ping();
    expect(await other.pubsub('NUMSUB', 'news')).toEqual(['news', 0]);
  });

  it('fails what was under way when Redis is killed, never sends it again, and comes back', async () => {
    const port = await freePort();
    const server = await serverOn(port, '--appendonly', 'yes');
    const { connection, states } = connect(`redis://127.0.0.1:${port}`, 'ingest');
    await untilReady(connection, DEADLINE_MS);
    await connection.set('counter', 5);

    server.signal('SIGSTOP');
    const underWay = expect(connection.incr('counter')).rejects.toThrow();
    await server.kill();
    await underWay;
    await server.start();
    await untilReady(connection, DEADLINE_MS);

    expect(await connection.get('counter')).toBe('5');
    expect(states[0]).toBe('connected');
    expect(states.at(-1)).toBe('connected');
  });

  it('gives up on an answer that does not come, and gets the next ones right', async () => {
    const server = await serverOn(await freePort());
    const { connection } = connect(server.url);
    await untilReady(connection, DEADLINE_MS);
    server.signal('SIGSTOP');
    await expect(connection.get('late')).rejects.toThrow('Command timed out');
    server.signal('SIGCONT');
    await connection.set('fresh', 'yes');
    expect(await connection.get('fresh')).toBe('yes');
  });

  it('keeps nothing for later while Redis is away', async () => {
    const server = await serverOn(await freePort());
    const { connection } = connect(server.url);
    await untilReady(connection, DEADLINE_MS);
    const closed = once(connection, 'close');
    await server.kill();
    await closed;
    await expect(connection.set('while-away', 1)).rejects.toThrow();
    await server.start();
    await untilReady(connection, DEADLINE_MS);
    expect(await connection.get('while-away')).toBeNull();
  });

  it('says that the password is wrong, without saying the password', async () => {
    const server = await serverOn(await freePort(), '--requirepass', 'right');
    const wrong = connect(`redis://:hunter2@127.0.0.1:${server.port}`);
    await until(() => wrong.states.length > 0);
    expect(wrong.states.join()).toContain('it refuses the user or the password');
    expect(wrong.states.join()).not.toContain('hunter2');

    const right = connect(`redis://:right@127.0.0.1:${server.port}/3`);
    await untilReady(right.connection, DEADLINE_MS);
    await right.connection.set('here', 'three');
    expect(await right.connection.call('CLIENT', 'INFO')).toContain('db=3');
  });

  it('finds the master through a sentinel', async () => {
    const master = await serverOn(await freePort());
    const sentinel = new RedisOnPort(await freePort(), ['--sentinel']);
    sentinel.configure([`sentinel monitor timing 127.0.0.1 ${master.port} 1`]);
    open.servers.push(sentinel);
    await sentinel.start();

    const { connection } = connect(`redis+sentinel://127.0.0.1:${sentinel.port}/timing`);
    await untilReady(connection, DEADLINE_MS);
    expect(await connection.call('CONFIG', 'GET', 'port')).toEqual(['port', String(master.port)]);

    const unknown = connect(`redis+sentinel://127.0.0.1:${sentinel.port}/other`);
    await until(() => unknown.states.some((state) => state.includes('entinel')));
    await expect(unknown.connection.ping()).rejects.toThrow();
  });

  it('speaks to a cluster, and comes back when its node does', async () => {
    const node = await serverOn(
      await freePort(),
      '--cluster-enabled',
      'yes',
      '--cluster-port',
      String(await freePort()),
      '--cluster-announce-ip',
      '127.0.0.1',
    );
    await node.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await node.untilAnswer('cluster_state:ok', 'CLUSTER', 'INFO');

    const { connection, states } = connect(`redis+cluster://127.0.0.1:${node.port}`, 'ingest');
    await untilReady(connection, DEADLINE_MS);
    await connection.set('{main}:a', '1');
    expect(await connection.get('{main}:a')).toBe('1');

    await node.kill();
    await until(() => connection.status !== 'ready');
    await expect(connection.get('{main}:a')).rejects.toThrow();
    await node.start();
    await node.untilAnswer('cluster_state:ok', 'CLUSTER', 'INFO');
    await untilReady(connection, DEADLINE_MS);
    expect(await connection.get('{main}:a')).toBeNull();
    expect(states.at(-1)).toBe('connected');
  });
});
