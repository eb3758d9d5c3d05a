import { randomUUID } from 'node:crypto';
import { RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { storeConnections } from './store-connections.js';

const redis = storeConnections();
const always = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };

async function counts(repository: RedisPassingsRepository): Promise<Record<string, number>> {
  const { sessions } = await repository.sessions({ window: always, limit: 100 });
  return Object.fromEntries(sessions.map(({ transponderId, passingCount }) => [transponderId, passingCount]));
}

describe('records whose summaries a torn script left out', () => {
  const site = randomUUID();
  const passings = [1, 2, 3, 4, 5].map((passingNumber) =>
    aPassing({
      passingNumber,
      transponderId: passingNumber % 2 === 0 ? '2000' : '1000',
      timeUs: START_US + passingNumber,
    }),
  );
  const whole = { '1000': 3, '2000': 2 };

  it('are counted anew when one of them comes again, and once since Redis was reached', async () => {
    await new RedisPassingsRepository(redis, site).store(passings);
    // A new repository stands for Redis being reached anew.
    const repository = new RedisPassingsRepository(redis, site);
    expect(await counts(repository)).toEqual(whole);
    const [key = ''] = await redis.writer.keys(`cl:{${site}}:summaries:*`);
    const before = await redis.writer.hgetallBuffer(key);
    const lessen = async (): Promise<void> => {
      for (const [transponder, summary] of Object.entries(before)) {
        const less = Buffer.from(summary);
        less.writeUInt32LE(summary.readUInt32LE(12) - 1, 12);
        await redis.writer.hset(key, transponder, less);
      }
    };
    await lessen();
    expect(await counts(repository)).not.toEqual(whole);
    expect(await repository.store(passings.slice(0, 1))).toMatchObject({ stored: 0, repeated: 1 });
    expect(await counts(repository)).toEqual(whole);
    await lessen();
    await repository.store(passings.slice(0, 1));
    expect(await counts(repository)).not.toEqual(whole);
    expect(await new RedisPassingsRepository(redis, site).store(passings.slice(1, 2))).toMatchObject({
      stored: 0,
    });
    expect(await counts(repository)).toEqual(whole);
  });

  it('and summaries that it left alone are not counted with what comes later', async () => {
    const own = randomUUID();
    const at = (passingNumber: number, transponderId: string, timeUs: number) =>
      aPassing({ passingNumber, transponderId, timeUs });
    const later = START_US + 3_600_000_000;
    await new RedisPassingsRepository(redis, own).store([
      at(1, '1000', START_US),
      at(2, '2000', later),
      at(3, '3000', START_US + 1),
    ]);
    // Plants the summary of a lost record, over which the next one is written.
    const [first = ''] = (await redis.writer.keys(`cl:{${own}}:summaries:*`)).sort();
    const number = await redis.writer.hget(`cl:{${own}}:transponders`, '2000');
    const summary = Buffer.alloc(16);
    summary.writeUInt32LE(Number(number), 0);
    summary.writeUInt32LE(1, 12);
    await redis.writer.hset(first, String(number), summary);
    const repository = new RedisPassingsRepository(redis, own);
    await repository.store([at(4, '1000', START_US + 2)]);
    await repository.store([at(5, '2000', START_US + 3)]);
    expect(await counts(repository)).toEqual({ '1000': 2, '2000': 2, '3000': 1 });
  });
});
