import { randomUUID } from 'node:crypto';
import {
  LeaseClaim,
  LeaseLost,
  type LeaseProof,
  type LeaseStore,
  type Passing,
  RedisLeaseStore,
  RedisPassingsRepository,
} from '#passings';
import { aPassing } from '../../libs/passings/src/testing/a-passing.js';
import { STORE_PASSINGS } from '../../libs/passings/src/testing/store-script.js';
import { storeConnections } from './store-connections.js';

const redis = storeConnections();
const window = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };

describe('leases in Redis', () => {
  let site: string;
  let store: LeaseStore;
  let nowMs: number;
  const claimOf = (gateway: string): LeaseClaim =>
    new LeaseClaim({ gateway, run: `run-of-${gateway}`, address: '127.0.0.1:5403' });
  const look = async (claim: LeaseClaim, isStandingBy = false): Promise<void> => {
    const [text = ''] = await store.exchange(new Map([['finish', claim.plan(true, nowMs)]]), isStandingBy);
    claim.saw(text, nowMs);
  };
  const proof = ({ token = '' }: LeaseClaim): LeaseProof => ({ decoderId: 'finish', token });
  const passing = (passingNumber: number): Passing =>
    aPassing({ passingNumber, timeUs: 1_707_867_000_000_000 + passingNumber });
  /** Looks until the holder of the lease counts as gone. */
  const takeOver = async (claim: LeaseClaim): Promise<void> => {
    for (let each = 0; each < 10 && claim.isOurs !== true; each++) {
      await look(claim, true);
      nowMs += 1000;
    }
    expect(claim.isOurs).toBe(true);
  };

  beforeEach(() => {
    site = randomUUID();
    store = new RedisLeaseStore(redis.reader, site);
    nowMs = 0;
  });

  it('let the gateway store that has them, and refuse the one that had them, as a whole', async () => {
    const repository = new RedisPassingsRepository(redis, site);
    const [a, b] = [claimOf('a'), claimOf('b')];
    await look(a);
    expect(await repository.store([passing(1)], [], [proof(a)])).toEqual({ stored: 1, repeated: 0 });
    await takeOver(b);
    await expect(repository.store([passing(2)], [], [proof(a)])).rejects.toThrow(LeaseLost);
    expect((await repository.find({ window, order: 'asc', limit: 10 })).count).toBe(1);
    expect(await repository.ledger('finish')).toBeUndefined();
    expect(await repository.store([passing(2)], [], [proof(b)])).toEqual({ stored: 1, repeated: 0 });
  });

  it('are what keeps a gateway from storing that was held up: without the look it would', async () => {
    const repository = new RedisPassingsRepository(redis, site);
    const check = 'then return {5} end';
    expect(STORE_PASSINGS.split(check)).toHaveLength(2);
    redis.writer.defineCommand('storePassings', { lua: STORE_PASSINGS.replace(check, 'then end') });
    const [a, b] = [claimOf('a'), claimOf('b')];
    await look(a);
    await takeOver(b);
    expect(await repository.store([passing(2)], [], [proof(a)])).toEqual({ stored: 1, repeated: 0 });
  });

  it('cost a gateway that is alone no write', async () => {
    const a = claimOf('a');
    await look(a);
    const key = `cl:{${site}}:ledgers`;
    const before = await redis.reader.hgetall(key);
    for (nowMs = 400; nowMs < 4000; nowMs += 400) await look(a);
    expect(await redis.reader.hgetall(key)).toEqual(before);
    expect(a.isWatched).toBe(false);
    const b = claimOf('b');
    await look(b, true);
    await look(a);
    expect(await redis.reader.hgetall(key)).not.toEqual(before);
    expect(a.isWatched).toBe(true);
  });
});
