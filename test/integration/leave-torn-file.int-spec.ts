import { Redis } from 'ioredis';
import { leaveTornFile } from '#redis';
import { freePort, RedisOnPort } from '../support/redis-on-port.js';

/** With its pause for each key, a snapshot takes about half a second. */
const KEYS = 50;
const PAUSE_FOR_KEY_US = '10000';

describe('leaveTornFile', () => {
  let server: RedisOnPort;
  let redis: Redis;

  beforeEach(async () => {
    server = new RedisOnPort(await freePort(), ['--appendonly', 'yes']);
    await server.start();
    redis = new Redis(server.url);
  });
  afterEach(async () => {
    // The process that rewrites outlives its Redis, and its file the folder.
    while ((await redis.info('persistence')).includes('aof_rewrite_in_progress:1'));
    redis.disconnect();
    await server.remove();
  });

  const isNewFile = async (): Promise<boolean> => {
    const told = await redis.info('persistence');
    return /aof_rewrite_in_progress:1|aof_last_rewrite_time_sec:\d/.test(told);
  };

  it('has the file begun anew before it resolves', async () => {
    await leaveTornFile(redis);
    expect(await isNewFile()).toBe(true);
  });

  it('waits while a snapshot is saved, behind which the new file is only scheduled', async () => {
    await redis.config('SET', 'rdb-key-save-delay', PAUSE_FOR_KEY_US);
    for (let key = 0; key < KEYS; key += 1) await redis.set(`key:${key}`, key);
    await redis.bgsave();
    await leaveTornFile(redis);
    expect(await isNewFile()).toBe(true);
  });
});
