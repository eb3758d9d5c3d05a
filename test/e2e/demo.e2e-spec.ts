import { readdirSync } from 'node:fs';
import { Socket } from 'node:net';
import { connectRedis, untilReady } from '#redis';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { ADMIN, gatewaysOnOneFolder } from './demo.fixture.js';
import { CREDENTIALS } from './gateway.fixture.js';

describe('the demo', () => {
  const {
    dataDir,
    start,
    stop,
    ask,
    decodersFor,
    passingsFor,
    printedPair,
    ride,
    startReal,
    expectOnlyReal,
  } = gatewaysOnOneFolder();

  it('leaves nothing among real passings, and finds nothing of them', async () => {
    await ride(printedPair(await start()), 'velodrome');
    await stop();
    expect(readdirSync(dataDir())).toEqual(['demo']);
    await startReal();
    await expectOnlyReal();
    await stop();
    const rows = await passingsFor(printedPair(await start({ COACHLINK_DEMO: 'on' })));
    expect(rows.filter(({ decoder_id }) => decoder_id !== 'velodrome')).toEqual([]);
  }, 120_000);

  it('is not started beside a typing error, and writes no rider to the Redis that is given', async () => {
    const redis = new RedisOnPort(await freePort());
    await redis.start();
    const client = connectRedis(redis.url, { role: 'requests' });
    try {
      await untilReady(client, 5000);
      const welcome = await start({ REDIS_URL: redis.url, COACHLINK_DECODER: 'finish=p3+tcp://127.0.0.1:1' });
      expect(welcome).not.toMatch(/velodrome|curl/);
      expect(welcome).toContain('COACHLINK_DECODERS');
      expect(welcome).toContain('COACHLINK_ADMIN_KEY');
      await stop();
      expect((await client.keys('*')).filter((key) => /chunk|ledger|users|api-keys|licen/.test(key))).toEqual(
        [],
      );
    } finally {
      client.disconnect();
      await redis.remove();
    }
  }, 60_000);

  it('is in its own site of a Redis that is given with COACHLINK_DEMO=on', async () => {
    const redis = new RedisOnPort(await freePort());
    await redis.start();
    const client = connectRedis(redis.url, { role: 'requests' });
    try {
      await untilReady(client, 5000);
      await ride(printedPair(await start({ REDIS_URL: redis.url, COACHLINK_DEMO: 'on' })), 'velodrome');
      await stop();
      const keys = await client.keys('*');
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.filter((key) => !key.startsWith('cl:{demo}:'))).toEqual([]);
    } finally {
      client.disconnect();
      await redis.remove();
    }
  }, 60_000);

  it('does not ride along where only an administrator is set', async () => {
    const welcome = await start(ADMIN);
    expect(await decodersFor(CREDENTIALS)).toEqual([]);
    expect(welcome).not.toContain('simulated');
    expect(welcome).toContain('COACHLINK_ADMIN_KEY is set');
    expect(welcome).toMatch(/COACHLINK_DECODERS='finish=/);
    const url = 'p3+tcp://127.0.0.1:1?loop=1';
    const added = await ask<{ status: number }>('/decoders', CREDENTIALS, { decoder_id: 'finish', url });
    expect(added.status).toBe(201);
    expect(await decodersFor(CREDENTIALS)).toMatchObject([{ decoder_id: 'finish' }]);
    expect(await passingsFor(CREDENTIALS)).toEqual([]);
  }, 60_000);

  it('marks its decoder wherever one is shown, and takes no real one', async () => {
    const welcome = await start();
    const pair = printedPair(welcome);
    expect(welcome).toMatch(/demo/i);
    expect(await decodersFor(pair)).toMatchObject([{ decoder_id: 'velodrome', simulated: true }]);
    const url = 'p3+tcp://127.0.0.1:1?loop=1';
    const refused = await ask<{ status: number; message: string; details: object }>('/decoders', pair, {
      decoder_id: 'finish',
      url,
    });
    expect(refused).toMatchObject({ status: 409, details: { reason: 'demo.running' } });
    expect(refused.message).toContain('COACHLINK_DECODERS');
    expect(await decodersFor(pair)).toHaveLength(1);
  }, 60_000);

  it('takes a real decoder where it was asked for, and marks which is which', async () => {
    const pair = printedPair(await start({ COACHLINK_DEMO: 'on' }));
    const body = { decoder_id: 'finish', url: 'p3+tcp://127.0.0.1:1?loop=1' };
    expect(await ask('/decoders', pair, body)).toMatchObject({ status: 201, simulated: false });
    expect(await decodersFor(pair)).toMatchObject([
      { decoder_id: 'velodrome', simulated: true },
      { decoder_id: 'finish', simulated: false },
    ]);
  }, 60_000);

  it('does not come by itself to a folder that was used for real', async () => {
    await startReal();
    await expectOnlyReal();
    await stop();
    const welcome = await start();
    expect(welcome).not.toContain('x-api-key');
    expect(welcome).toContain(dataDir());
    expect(welcome).toContain('COACHLINK_DEMO=on');
  }, 120_000);

  it('opens no connection to anything outside this machine', async () => {
    const opened: unknown[] = [];
    const connect = Reflect.get(Socket.prototype, 'connect') as (this: Socket) => Socket;
    Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
      opened.push(...given.flat());
      return Reflect.apply(connect, this, given as []);
    };
    try {
      // Without COACHLINK_INTERNET_PROBE, as people start it.
      await ride(printedPair(await start({ COACHLINK_INTERNET_PROBE: '' })), 'velodrome');
    } finally {
      Socket.prototype.connect = connect;
    }
    const hosts = opened.flatMap((each) => (each as { host?: string } | null)?.host ?? []);
    expect(hosts.length).toBeGreaterThan(0);
    expect(hosts.filter((host) => !/^(127\.|localhost$|::1$)/.test(host))).toEqual([]);
  }, 60_000);
});
