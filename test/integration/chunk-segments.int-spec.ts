import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { type Passing, type PassingsRepository, RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { storeConnections } from './store-connections.js';

const IN_BATCH = 900;
const BATCHES = 14;
const SLOT_BYTES = 28;
const LONGEST_BYTES = SLOT_BYTES * (4096 + IN_BATCH);
const redis = storeConnections();
const tenMinutes = { fromUs: START_US, untilUs: START_US + 599_999_999 };

/** Passings that need more than two segments. */
const batches = Array.from({ length: BATCHES }, (_, batch) =>
  Array.from({ length: IN_BATCH }, (_unused, at): Passing => {
    const number = batch * IN_BATCH + at + 1;
    // Times out of order: order of arrival is not that of time.
    const timeUs = START_US + ((number * 7919) % 600_000) * 1000;
    return aPassing({
      decoderId: 'finish',
      passingNumber: number,
      transponderId: String(1000 + (at % 30)),
      timeUs,
    });
  }),
);
const all = batches.flat();
const inOrder = all.toSorted((one, other) => one.timeUs - other.timeUs);

describe('a chunk that is longer than a segment', () => {
  let site: string;
  let repository: PassingsRepository;

  beforeEach(() => {
    site = randomUUID();
    repository = new RedisPassingsRepository(redis, site);
  });

  const storeAll = async (): Promise<void> => {
    for (const batch of batches) await repository.store(batch);
  };
  const kept = async (by = repository): Promise<readonly Passing[]> =>
    (await by.find({ window: tenMinutes, order: 'asc', limit: 20_000 })).passings();
  const keys = async (): Promise<string[]> => (await redis.reader.keys(`cl:{${site}}:*`)).toSorted();
  const segments = async (): Promise<string[]> => (await keys()).filter((key) => key.includes(':chunk:'));

  it('lies in segments, none of which is much longer than another, and is read as one', async () => {
    await storeAll();
    const lengths = await Promise.all((await segments()).map((key) => redis.reader.strlen(key)));
    expect(lengths).toHaveLength(Math.ceil(all.length / (4096 + IN_BATCH)));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(LONGEST_BYTES);
    // Each segment begins with its format.
    expect(lengths.reduce((sum, bytes) => sum + bytes, 0)).toBe(SLOT_BYTES * (all.length + lengths.length));
    expect(await kept()).toEqual(inOrder);
    expect(await kept(new RedisPassingsRepository(redis, site))).toEqual(inOrder);
  }, 60_000);

  it('is read on from where it was known, whichever segment it grows into', async () => {
    for (const [index, batch] of batches.entries()) {
      await repository.store(batch);
      expect(await kept()).toHaveLength((index + 1) * IN_BATCH);
    }
    expect(await kept()).toEqual(inOrder);
  }, 60_000);

  it('drops what comes again, whichever segment it lies in', async () => {
    await storeAll();
    for (const batch of batches)
      expect(await repository.store(batch.slice(-64))).toEqual({ stored: 0, repeated: 64 });
    expect(await kept()).toEqual(inOrder);
  }, 60_000);

  it('sends each batch once, with repeats among them and the next on its way', async () => {
    // Opens the feed.
    await repository.feed.now();
    const sent = jest.spyOn(redis.writer, 'storePassings');
    let ahead: Promise<unknown> = Promise.resolve();
    let isBegun = false;
    for (let from = 0; from < all.length; from += 100) {
      const again = from % 500 === 300 ? all.slice(from - 100, from - 95) : [];
      const kept = repository.store([...again, ...all.slice(from, from + 100)]);
      // The first batch gives the dictionaries a version.
      if (!isBegun) await kept;
      isBegun = true;
      await ahead;
      ahead = kept;
    }
    await ahead;
    expect(sent).toHaveBeenCalledTimes(Math.ceil(all.length / 100));
    sent.mockRestore();
    expect(await kept()).toEqual(inOrder);
  }, 60_000);

  it('takes the doubt from a number in an earlier segment', async () => {
    const [first = [], ...rest] = batches;
    const [doubtful, ...others] = first;
    if (doubtful === undefined) throw new Error('no passings');
    await repository.store([{ ...doubtful, isNumberDoubtful: true }, ...others]);
    for (const batch of rest) await repository.store(batch);
    expect(await repository.store([doubtful])).toEqual({ stored: 0, repeated: 1 });
    expect(await kept()).toEqual(inOrder);
  }, 60_000);

  it('takes less memory after its ten minutes are over', async () => {
    await storeAll();
    const bytes = async (): Promise<number> => {
      const each = (await segments()).map(async (key) => Number(await redis.reader.memory('USAGE', key)));
      return (await Promise.all(each)).reduce((sum, of) => sum + of, 0);
    };
    const before = await bytes();
    await repository.compactBefore(Number.MAX_SAFE_INTEGER);
    expect(await bytes()).toBeLessThan(before * 0.8);
    expect(await kept()).toEqual(inOrder);
  }, 60_000);

  it('goes as a whole when it is forgotten', async () => {
    await storeAll();
    const numbers: number[] = [];
    const forgotten = await repository.forgetBefore(START_US + 600_000_000, 1, (dropped) => {
      numbers.push(...(dropped.get('finish') ?? []).map(({ number }) => number));
      return Promise.resolve();
    });
    expect(forgotten).toEqual({ units: 1, passings: all.length });
    expect(numbers).toEqual(all.map(({ passingNumber }) => passingNumber));
    expect(await segments()).toEqual([]);
    expect(await redis.reader.hkeys(`cl:{${site}}:segments`)).toEqual(['begun']);
    expect(await kept()).toEqual([]);
  }, 60_000);

  it('goes on in the next segment where one from before there were segments is longer than any', async () => {
    const key = `cl:{${site}}:chunk:${START_US / 600_000_000}`;
    await storeAll();
    const parts = await Promise.all((await segments()).map((each) => redis.reader.getBuffer(each)));
    await redis.writer.del(...(await segments()), `cl:{${site}}:segments`);
    await redis.writer.set(key, Buffer.concat(parts.map((part) => part ?? Buffer.alloc(0))));
    expect(await kept(new RedisPassingsRepository(redis, site))).toHaveLength(all.length);
    const next = aPassing({
      decoderId: 'finish',
      passingNumber: all.length + 1,
      timeUs: START_US + 599_999_999,
    });
    expect(await repository.store([next])).toEqual({ stored: 1, repeated: 0 });
    expect(await kept(new RedisPassingsRepository(redis, site))).toEqual([...inOrder, next]);
  }, 60_000);
});
