import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { account, type Passing, type PassingsRepository, RedisPassingsRepository } from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { arbitraryHistory, SPAN_US, START_US } from '../../libs/passings/src/testing/arbitrary-passings.js';
import { NaivePassingsRepository } from '../../libs/passings/src/testing/naive-passings.repository.js';
import { storeConnections } from './store-connections.js';

const RUNS = Number(process.env.COACHLINK_PROPERTY_RUNS ?? 60);
const DAY_US = 86_400_000_000;
const redis = storeConnections();
const always = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };
const IN_CHUNK = 12_000;

async function told(repository: PassingsRepository): Promise<unknown> {
  const page = await repository.find({ window: always, order: 'asc', limit: 20_000 });
  const { sessions } = await repository.sessions({ window: always, limit: 1000 });
  const part = { fromUs: START_US, untilUs: START_US + SPAN_US / 2 };
  const active = [await repository.countActive(always), await repository.countActive(part)];
  return { passings: page.passings(), sessions, active };
}

/** Returns the keys of chunks, and their fields in the hashes of the site. */
async function leftOf(site: string): Promise<string[]> {
  const keys = await redis.reader.keys(`cl:{${site}}:*`);
  const hashes = ['segments', 'digests'].map((name) => redis.reader.hkeys(`cl:{${site}}:${name}`));
  return [
    ...keys.filter((key) => /:(chunks|chunk:.*|summaries:.*)$/.test(key)),
    ...(await Promise.all(hashes)).flat(),
  ];
}

describe('passings that are taken out', () => {
  it('are gone as if they had never been stored, and nothing else is', async () => {
    const isUntrue = ({ passingNumber }: Passing): boolean => (passingNumber ?? 0) % 3 === 0;
    await fc.assert(
      fc.asyncProperty(
        arbitraryHistory,
        fc.boolean(),
        fc.constantFrom('back', 'finish', 'none'),
        async (history, isDigested, decoderId) => {
          const real = new RedisPassingsRepository(redis, randomUUID());
          const model = new NaivePassingsRepository();
          for (const batch of history) for (const each of [real, model]) await each.store(batch);
          if (isDigested) await real.compactBefore(START_US + 2 * DAY_US);
          await told(real);
          expect(await real.takeOut(decoderId, isUntrue)).toBe(await model.takeOut(decoderId, isUntrue));
          expect(await told(real)).toEqual(await told(model));
          if (isDigested) await real.compactBefore(START_US + 2 * DAY_US);
          expect(await told(real)).toEqual(await told(model));
          expect(await real.takeOut(decoderId, isUntrue)).toBe(0);
          for (const batch of history) expect(await real.store(batch)).toEqual(await model.store(batch));
          expect(await told(real)).toEqual(await told(model));
        },
      ),
      { numRuns: RUNS },
    );
  }, 120_000);

  it('leave no chunk behind that has slots of passings which were dated anew and no passing', async () => {
    const site = randomUUID();
    const repository = new RedisPassingsRepository(redis, site);
    const [one, other] = [1, 2].map((passingNumber) => aPassing({ passingNumber, timeUs: START_US }));
    if (one === undefined || other === undefined) throw new Error('no passings');
    await repository.store([one, other]);
    await repository.redate([{ kept: one, dated: { ...one, timeUs: START_US + DAY_US } }]);
    expect(await repository.takeOut(one.decoderId, () => true)).toBe(2);
    expect(await leftOf(site)).toEqual(['begun', 'begun']);
  });

  describe('of a chunk of several segments', () => {
    let site: string;
    let repository: PassingsRepository;
    const passings = Array.from({ length: IN_CHUNK }, (_, at) =>
      aPassing({
        decoderId: at % 3 === 0 ? 'finish' : 'back',
        passingNumber: at + 1,
        transponderId: String(1000 + (at % 30)),
        timeUs: START_US + at * 1000,
      }),
    );
    const later = (from: number): Passing[] =>
      Array.from({ length: 900 }, (_, at) =>
        aPassing({
          decoderId: 'finish',
          passingNumber: from + at,
          timeUs: START_US + 300_000_000 + (from + at) * 100,
        }),
      );
    const kept = async (): Promise<readonly Passing[]> =>
      (await repository.find({ window: always, order: 'asc', limit: 20_000 })).passings();
    const ofFinish = passings.filter(({ decoderId }) => decoderId === 'finish');

    beforeEach(async () => {
      site = randomUUID();
      repository = new RedisPassingsRepository(redis, site);
      for (let from = 0; from < IN_CHUNK; from += 1000)
        await repository.store(passings.slice(from, from + 1000));
    });

    it('leave empty slots in segments, to which is added as before', async () => {
      expect(await kept()).toHaveLength(IN_CHUNK);
      expect(await repository.takeOut('back', ({ passingNumber }) => Number(passingNumber) % 2 === 0)).toBe(
        4000,
      );
      const left = passings.filter(
        ({ decoderId, passingNumber }) => decoderId === 'finish' || Number(passingNumber) % 2 === 1,
      );
      expect(await kept()).toEqual(left);
      const keys = (await redis.reader.keys(`cl:{${site}}:chunk:*`)).toSorted();
      const lengths = await Promise.all(keys.map((key) => redis.reader.strlen(key)));
      // No passing moved: each segment has its format and one slot more in front.
      expect(lengths.reduce((sum, bytes) => sum + bytes)).toBe(28 * (IN_CHUNK + 2 * lengths.length));
      await repository.store(later(20_001));
      expect(await kept()).toHaveLength(left.length + 900);
    });

    it('take their ledger with them where they were all, and no other', async () => {
      for (const decoderId of ['finish', 'back']) {
        const { ledger } = account(undefined, [1, 2], 1);
        await repository.store([], [{ decoderId, from: 0, before: undefined, ledger }]);
      }
      expect(await repository.takeOut('back', () => true)).toBe(8000);
      expect(await kept()).toEqual(ofFinish);
      expect([await repository.ledger('back'), (await repository.ledger('finish'))?.version]).toEqual([
        undefined,
        1,
      ]);
      expect([...(await repository.highestNumbers())]).toEqual([
        ['finish', IN_CHUNK - 2],
        ['back', undefined],
      ]);
    });

    it('take nothing with them that is stored meanwhile', async () => {
      const other = new RedisPassingsRepository(redis, site);
      const storing = [20_001, 30_001, 40_001].map((from) => other.store(later(from)));
      await Promise.all([repository.takeOut('back', () => true), ...storing]);
      expect(await kept()).toHaveLength(ofFinish.length + 2700);
    });

    it('leave no chunk without a passing', async () => {
      await repository.takeOut('back', () => true);
      await repository.takeOut('finish', () => true);
      expect(await kept()).toEqual([]);
      expect(await leftOf(site)).toEqual(['begun', 'begun']);
    });
  });
});
