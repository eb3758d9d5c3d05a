import { randomUUID } from 'node:crypto';
import { type Passing, RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';
import { Redis } from 'ioredis';

const EVERYBODY = 20_000;
const ROUNDS = 100;

describe('two gateways that give numbers to new transponders by turns', () => {
  let server: RedisOnPort;
  let redis: Redis;
  let site: string;
  let number = 0;
  const crossing = (transponder: number): Passing =>
    aPassing({
      passingNumber: ++number,
      transponderId: String(transponder),
      timeUs: 1_707_867_000_000_000 + number,
      rtcTimeUs: 1_707_867_000_000_000 + number,
    });
  const crossings = (from: number, count: number): Passing[] =>
    Array.from({ length: count }, (_, at) => crossing(from + at));
  const aGateway = (): RedisPassingsRepository =>
    new RedisPassingsRepository({ writer: redis, reader: redis }, site);
  const window = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };
  const seen = async (): Promise<(string | null)[]> => {
    const page = await aGateway().find({ window, order: 'asc', limit: 100_000 });
    return page.passings().map(({ transponderId }) => transponderId);
  };
  const bytesRead = async (work: () => Promise<void>): Promise<number> => {
    const total = async (): Promise<number> =>
      Number(/total_net_output_bytes:(\d+)/.exec(await redis.info('stats'))?.[1]);
    const before = await total();
    await work();
    return (await total()) - before;
  };

  beforeAll(async () => {
    server = new RedisOnPort(await freePort(), ['--save', '']);
    await server.start();
    redis = new Redis(server.url);
    redis.setMaxListeners(0);
  });
  beforeEach(() => {
    site = randomUUID();
    number = 0;
  });
  afterAll(async () => {
    await redis.quit();
    await server.remove();
  });

  it('read what is new to them, and not all that there is', async () => {
    const [a, b] = [aGateway(), aGateway()];
    for (let from = 0; from < EVERYBODY; from += 1000) await a.store(crossings(1 + from, 1000));
    await b.store([crossing(1)]);
    const bytes = await bytesRead(async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await a.store([crossing(100_000 + 2 * round)]);
        await b.store([crossing(100_001 + 2 * round)]);
      }
    });
    // Less than all names, which are 300 kB.
    expect(bytes / ROUNDS).toBeLessThan(2000);
    const rows = (await seen()).slice(EVERYBODY + 1);
    expect(rows).toEqual(Array.from({ length: 2 * ROUNDS }, (_, at) => String(100_000 + at)));
  });

  it('notice a Redis that was set back, and goes on with other names', async () => {
    const [a, b] = [aGateway(), aGateway()];
    await a.store(crossings(1, 3));
    const keys = await redis.keys(`cl:{${site}}:*`);
    const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
    await a.store(crossings(11, 2));
    for (const key of await redis.keys(`cl:{${site}}:*`)) await redis.del(key);
    for (const [at, key] of keys.entries()) await redis.restore(key, 0, dumps[at] ?? '');
    await b.store(crossings(21, 2));
    await a.store(crossings(12, 1));
    await b.store(crossings(13, 1));
    expect(await seen()).toEqual(['1', '2', '3', '21', '22', '12', '13']);
  });

  it('understand a version of an earlier gateway, which tells nothing of the names', async () => {
    const [a, b] = [aGateway(), aGateway()];
    await a.store(crossings(1, 3));
    await redis.set(`cl:{${site}}:dictionaries`, 'RandomWord42');
    await b.store(crossings(2, 3));
    await a.store(crossings(4, 2));
    expect(await seen()).toEqual(['1', '2', '3', '2', '3', '4', '4', '5']);
  });
});
