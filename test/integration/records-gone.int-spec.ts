import { randomUUID } from 'node:crypto';
import { type Passing, type PassingsRepository, RecordsGone, RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { storeConnections } from './store-connections.js';

const CHUNK_US = 600_000_000;
const CHUNK = START_US / CHUNK_US;
const redis = storeConnections();

const passing = (passingNumber: number, offsetUs = 0): Passing =>
  aPassing({
    passingNumber,
    timeUs: START_US + passingNumber * 1000 + offsetUs,
    rtcTimeUs: START_US + passingNumber * 1000,
    clockOffsetUs: offsetUs,
  });

describe('records that the list of chunks names, and which are gone', () => {
  let site: string;
  let repository: PassingsRepository;
  beforeEach(() => {
    site = randomUUID();
    repository = new RedisPassingsRepository(redis, site);
  });

  const key = (name: string): string => `cl:{${site}}:${name}`;
  const everything = async (): Promise<Map<string, string>> => {
    const keys = (await redis.reader.keys(key('*'))).toSorted();
    const dumps = await Promise.all(keys.map((each) => redis.reader.dumpBuffer(each)));
    return new Map(keys.map((each, at) => [each, dumps[at]?.toString('hex') ?? '']));
  };

  /** Expects a refusal from a repository that knows of the chunk, and from one that does not. */
  async function expectRefusal(batch: readonly Passing[]): Promise<void> {
    const before = await everything();
    for (const each of [repository, new RedisPassingsRepository(redis, site)])
      await expect(each.store(batch)).rejects.toThrow(RecordsGone);
    expect(await everything()).toEqual(before);
  }

  it('are not begun anew', async () => {
    await repository.store([passing(1)]);
    await redis.writer.del(key(`chunk:${CHUNK}`));
    await expectRefusal([passing(2)]);
    await expect(repository.store([passing(2)])).rejects.toThrow(
      `the records of chunk ${CHUNK} are gone, and ${key('chunks')} still names it: ` +
        `restore them, or give them up with ZREM ${key('chunks')} ${CHUNK}`,
    );
    await redis.writer.zrem(key('chunks'), String(CHUNK));
    expect(await repository.store([passing(2)])).toEqual({ stored: 1, repeated: 0 });
    const window = { fromUs: START_US, untilUs: START_US + CHUNK_US };
    expect((await repository.sessions({ window, limit: 10 })).sessions).toMatchObject([{ passingCount: 1 }]);
  }, 60_000);

  it.each([0, 1])(
    'are missed in segment %i of two, where repeats are looked for',
    async (segment) => {
      for (let from = 1; from < 5400; from += 900)
        await repository.store(Array.from({ length: 900 }, (_, at) => passing(from + at)));
      await redis.writer.del(key(segment === 0 ? `chunk:${CHUNK}` : `chunk:${CHUNK}:1`));
      await expectRefusal([passing(1)]);
    },
    60_000,
  );

  it('are missed where the last segment took what came', async () => {
    for (let from = 1; from < 5400; from += 900)
      await repository.store(Array.from({ length: 900 }, (_, at) => passing(from + at)));
    await redis.writer.del(key(`chunk:${CHUNK}:1`));
    await expectRefusal([passing(6000)]);
  }, 60_000);

  it('are missed where a repeat would lie under another clock offset', async () => {
    await repository.store([passing(1), passing(2, 6 * CHUNK_US)]);
    await redis.writer.del(key(`chunk:${CHUNK}`));
    await expectRefusal([passing(1, 6 * CHUNK_US)]);
  }, 60_000);

  it('are not missed by whoever knew them before others dropped the chunk', async () => {
    const other = new RedisPassingsRepository(redis, site);
    for (let from = 1; from < 9000; from += 900)
      await repository.store(Array.from({ length: 900 }, (_, at) => passing(from + at)));
    await other.takeOut('finish', ({ passingNumber }) => (passingNumber ?? 0) > 10);
    expect(await repository.store([passing(9500)])).toEqual({ stored: 1, repeated: 0 });
    await other.forgetBefore(START_US + 9 * CHUNK_US * 144, 10, () => Promise.resolve());
    expect(await repository.store([passing(9501)])).toEqual({ stored: 1, repeated: 0 });
    expect(await repository.store([passing(9501), passing(1)])).toEqual({ stored: 1, repeated: 1 });
  }, 60_000);

  it('are no matter where two write in turn, whichever begins a segment', async () => {
    const both = [repository, new RedisPassingsRepository(redis, site)];
    const batches = Array.from({ length: 20 }, (_, batch) =>
      Array.from({ length: 900 }, (_unused, at) => passing(batch * 900 + at + 1)),
    );
    for (const [at, batch] of batches.entries()) await both[at % 2]?.store(batch);
    for (const [at, batch] of batches.entries())
      expect(await both[(at + 1) % 2]?.store(batch.slice(0, 50))).toEqual({ stored: 0, repeated: 50 });
    const query = {
      window: { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER },
      order: 'asc',
      limit: 20_000,
    } as const;
    expect((await repository.find(query)).passings()).toEqual(batches.flat());
  }, 60_000);
});
