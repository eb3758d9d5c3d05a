import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { CommandIntention } from '../../apps/gateway/src/api/commands/trail/command-trail.js';
import { readEnvironment } from '../../apps/gateway/src/platform/config/environment.js';
import { RedisCommandTrail } from '../../apps/gateway/src/api/commands/trail/redis-command-trail.js';

const config = readEnvironment({}).with({ site: randomUUID() });
const KEY = `cl:{${config.site}}:command-trail`;
let redis: Redis;
let trail: RedisCommandTrail;

beforeAll(() => {
  redis = new Redis(process.env.COACHLINK_TEST_REDIS_URL ?? '');
  trail = new RedisCommandTrail({ writer: redis, reader: redis }, config);
});
beforeEach(() => redis.del(KEY));
afterAll(async () => {
  await redis.del(KEY);
  await redis.quit();
});

const intention = (command: string, atMs = 1): CommandIntention => ({
  atMs,
  keyId: 'somebody',
  command,
  decoderId: 'finish',
});

describe(RedisCommandTrail.name, () => {
  it('tells of intentions at once, and of their conclusions when they are known', async () => {
    const [first = '', second = ''] = await trail.intend([intention('402', 5), intention('20', 5)]);
    await trail.conclude(second, { atMs: 7, status: 'timeout', error: 'no answer' });
    expect(await trail.newest(10)).toEqual([
      {
        ...intention('20', 5),
        id: second,
        conclusion: { atMs: 7, status: 'timeout', error: 'no answer' },
      },
      { ...intention('402', 5), id: first, conclusion: undefined },
    ]);
    await trail.conclude(first, { atMs: 9, status: 'executed', error: null });
    expect((await trail.newest(10))[1]?.conclusion).toEqual({ atMs: 9, status: 'executed', error: null });
    expect((await trail.newest(1)).map(({ command }) => command)).toEqual(['20']);
  });

  it('takes all of a request or nothing', async () => {
    await redis.set(KEY, 'no stream');
    await expect(trail.intend([intention('20'), intention('402')])).rejects.toThrow(/WRONGTYPE/);
  });

  it('keeps the newest, some ten thousand with their conclusions, and finds them over many pages', async () => {
    const conclusion = { atMs: 2, status: 'executed', error: null } as const;
    for (let round = 0; round < 24; round++) {
      const batch = Array.from({ length: 500 }, (_, at) => intention('20', round * 500 + at));
      const ids = await trail.intend(batch);
      await Promise.all(ids.map((id) => trail.conclude(id, conclusion)));
    }
    const length = await redis.xlen(KEY);
    expect(length).toBeGreaterThanOrEqual(20_000);
    expect(length).toBeLessThan(20_500);
    const newest = await trail.newest(3000);
    expect(newest.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 3000 }, (_, back) => 11_999 - back));
    expect(newest.every(({ conclusion: known }) => known?.status === 'executed')).toBe(true);
  });
});
