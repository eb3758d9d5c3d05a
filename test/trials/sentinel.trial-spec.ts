import { setTimeout as delay } from 'node:timers/promises';
import { SentinelSet } from '../support/sentinel-set.js';
import { AdminWrites } from './admin-writes.js';
import { NOTHING_WRONG } from './comparison.js';
import { OutageWatch } from './outage-watch.js';
import { report } from './report.js';
import { type Fault, FAULTS } from './sentinel-faults.js';
import { IS_FULL, Trial } from './trial.js';

/** Factor of the limits where other tests may use the machine. */
const PATIENCE = IS_FULL ? 1 : 4;
const MOST_OUT_MS = { failover: 6000, kill: 6000, stop: 8000, lacking: 8000 };
const HEALING_MS = 1500;

type Outage = ReturnType<OutageWatch['take']>;

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

  async function outlive(faults: readonly Fault[]): Promise<void> {
    const admin = new AdminWrites(trial.gateway);
    const watch = new OutageWatch(trial.gateway);
    const outages: (Outage & { fault: Fault; switchedMs: number; backMs: number })[] = [];
    for (const fault of faults) {
      await delay(500 + trial.random() * 1000);
      watch.take();
      const old = await FAULTS[fault](set);
      const beganMs = performance.now();
      await set.master(old);
      const switchedMs = performance.now() - beganMs;
      const backMs = await trial.ingesting();
      await delay(HEALING_MS);
      outages.push({ fault, switchedMs, backMs, ...watch.take() });
      if (fault === 'stop') old.signal('SIGCONT');
      else if (fault !== 'failover') await old.start();
      // The Sentinels would do it by themselves, after ten seconds.
      if (!IS_FULL) await old.call('REPLICAOF', '127.0.0.1', String((await set.master()).port));
      await set.untilWhole();
    }
    trial.rest();
    const written = await admin.end();
    await watch.end();
    const compared = await trial.compare();
    for (const fault of new Set(faults)) {
      const its = outages.filter((each) => each.fault === fault);
      const readsOutMs = Math.max(...its.map((each) => each.readsOutMs));
      const storingOutMs = Math.max(...its.map((each) => each.storingOutMs));
      // Times of the Sentinels, and of the gateway from then on.
      const switchedMs = Math.round(Math.max(...its.map((each) => each.switchedMs)));
      const backMs = Math.round(Math.max(...its.map((each) => each.backMs)));
      const times = { times: its.length, switchedMs, backMs, readsOutMs, storingOutMs };
      report(`sentinel: ${fault}`, { ...times, ...compared, ...written });
      expect(readsOutMs).toBeLessThan(PATIENCE * MOST_OUT_MS[fault]);
      expect(storingOutMs).toBeLessThan(PATIENCE * MOST_OUT_MS[fault]);
    }
    expect(compared).toMatchObject(NOTHING_WRONG);
    expect(written.lostWrites).toBe(0);
    expect(written.confirmed).toBeGreaterThan(0);
    const others = Object.keys(written.refused).filter((each) => !each.startsWith('503 storage.un'));
    expect(others).toEqual([]);
  }

  if (IS_FULL)
    it.each<[string, Fault]>([
      ['failovers are planned', 'failover'],
      ['masters are killed', 'kill'],
      ['masters hang', 'stop'],
      ['replicas are promoted that lack the last two seconds', 'lacking'],
    ])('%s, ten times', (_, fault) => outlive(Array.from({ length: 10 }, () => fault)), 1_800_000);
  else
    it(
      'a failover is planned, a master hangs, and replicas are promoted that lack the last two seconds',
      () => outlive(['failover', 'stop', 'lacking']),
      240_000,
    );

  it('what is called complete is kept, where nothing comes any more after a failover', async () => {
    const times = IS_FULL ? 10 : 1;
    let lost = 0;
    for (let time = 0; time < times; time++) {
      await delay(1000);
      const old = await set.master();
      await set.failover();
      await set.master(old);
      trial.rest();
      lost += (await trial.compare()).lost;
      trial.ride();
      await set.untilWhole();
    }
    report('sentinel: called complete', { times, lost });
    expect(lost).toBe(0);
  }, 600_000);
});
