import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { Cluster, Redis } from 'ioredis';
import { connectRedis, untilReady } from '#redis';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';

const DEADLINE_MS = 15_000;
jest.setTimeout(3 * DEADLINE_MS);

/** Blocks this thread, like long work, or a system that gives it no processor. */
function holdUp(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('a connection for what takes long', () => {
  let server: RedisOnPort;
  let connection: Redis | Cluster;
  beforeEach(async () => {
    server = new RedisOnPort(await freePort());
    await server.start();
    connection = connectRedis(server.url, { role: 'long-requests' });
    await untilReady(connection, DEADLINE_MS);
  });
  afterEach(async () => {
    connection.disconnect();
    await server.remove();
  });

  it.each([2500, 6000])(
    'gets an answer that waits in its socket while we are busy for %d ms',
    async (busyMs) => {
      await connection.set('kept', 'value');
      const asked = connection.get('kept');
      // The command is sent and on its way; only this side is slow from here on.
      setImmediate(() => {
        holdUp(busyMs);
      });
      expect(await asked).toBe('value');
      expect(connection.status).toBe('ready');
    },
  );

  it('gives a Redis up that owes an answer and is silent, and is there again when Redis is', async () => {
    server.signal('SIGSTOP');
    const closed = new Promise((resolve) => connection.once('close', resolve));
    const beginMs = performance.now();
    await expect(connection.get('kept')).rejects.toThrow();
    await closed;
    expect(performance.now() - beginMs).toBeGreaterThan(3000);
    server.signal('SIGCONT');
    await untilReady(connection, DEADLINE_MS);
    expect(await connection.get('kept')).toBeNull();
  });

  it('stays with a Redis that is silent because nobody asks', async () => {
    const [before] = [connection.status, await connection.ping()];
    await delay(5000);
    expect([before, connection.status, await connection.ping()]).toEqual(['ready', 'ready', 'PONG']);
  });
});
