import { setTimeout as delay } from 'node:timers/promises';
import { freePort, type RedisOnPort } from '../integration/redis-on-port.js';
import { SentinelSet } from '../integration/sentinel-set.js';
import { AdminWrites } from './admin-writes.js';
import { NOTHING_WRONG } from './comparison.js';
import { OutageWatch } from './outage-watch.js';
import { report } from './report.js';
import { IS_FULL, Trial } from './trial.js';

const LACKING_MS = 2000;
/** Others may run on this machine as well where it is not a trial alone. */
const PATIENCE = IS_FULL ? 1 : 4;
const MOST_OUT_MS = { failover: 6000, kill: 6000, stop: 8000, lacking: 8000 };
const HEALING_MS = 1500;

/** Each leaves the set with another master than before, and gives the old one. */
const FAULTS: Readonly<Record<keyof typeof MOST_OUT_MS, (set: SentinelSet) => Promise<RedisOnPort>>> = {
  failover: async (set) => {
    const old = await set.master();
    await set.failover();
    return old;
  },
  kill: async (set) => {
    const old = await set.master();
    await old.kill();
    return old;
  },
  stop: async (set) => {
    const old = await set.master();
    old.signal('SIGSTOP');
    return old;
  },
  lacking: async (set) => {
    const [old, deadPort] = [await set.master(), await freePort()];
    for (const replica of await set.replicas())
      await replica.call('REPLICAOF', '127.0.0.1', String(deadPort));
    await delay(LACKING_MS);
    await old.kill();
    return old;
  },
};

describe('a master with two replicas and three Sentinels, under 200 passings a second with bursts of 2,000', () => {
  let set: SentinelSet;
  let trial: Trial;
  beforeEach(async () => {
    set = await SentinelSet.start();
    trial = await Trial.start({ reachRedis: () => Promise.resolve(set.url) });
    trial.ride();
  }, 120_000);
  afterEach(async () => {
    await trial.end();
    await set.end();
  }, 60_000);

  async function outlive(fault: keyof typeof MOST_OUT_MS, times: number): Promise<void> {
    const admin = new AdminWrites(trial.gateway);
    const watch = new OutageWatch(trial.gateway);
    const outages: ReturnType<OutageWatch['take']>[] = [];
    for (let time = 0; time < times; time++) {
      await delay(500 + trial.random() * 1000);
      watch.take();
      const old = await FAULTS[fault](set);
      await set.master(old);
      await trial.ingesting();
      await delay(HEALING_MS);
      outages.push(watch.take());
      if (fault === 'stop') old.signal('SIGCONT');
      else if (fault !== 'failover') await old.start();
      await set.untilWhole();
    }
    trial.rest();
    const written = await admin.end();
    await watch.end();
    const compared = await trial.compare();
    const readsOutMs = Math.max(...outages.map((each) => each.readsOutMs));
    const storingOutMs = Math.max(...outages.map((each) => each.storingOutMs));
    report(`sentinel: ${fault}`, { times, ...compared, readsOutMs, storingOutMs, ...written });
    expect(compared).toMatchObject(NOTHING_WRONG);
    expect(written.lostWrites).toBe(0);
    expect(written.confirmed).toBeGreaterThan(0);
    expect(readsOutMs).toBeLessThan(PATIENCE * MOST_OUT_MS[fault]);
    expect(storingOutMs).toBeLessThan(PATIENCE * MOST_OUT_MS[fault]);
  }

  it('planned failovers lose nothing', () => outlive('failover', IS_FULL ? 10 : 1), 1_800_000);
  it('masters are killed', () => outlive('kill', IS_FULL ? 10 : 1), 1_800_000);
  it('masters hang', () => outlive('stop', IS_FULL ? 10 : 1), 1_800_000);
  it(
    'replicas are promoted that lack the last two seconds',
    () => outlive('lacking', IS_FULL ? 10 : 1),
    1_800_000,
  );
});
