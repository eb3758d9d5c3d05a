import { setTimeout as delay } from 'node:timers/promises';
import { SentinelSet } from '../support/sentinel-set.js';
import { AdminWrites } from './admin-writes.js';
import { report } from './report.js';
import type { Sabotage } from './sabotage.js';
import { SabotagedBuild } from './sabotaged-build.js';
import { FAULTS } from './sentinel-faults.js';
import { IS_FULL, Trial } from './trial.js';

const CRIME: Sabotage = {
  file: 'libs/redis/src/replica-watch.js',
  text: 'async confirmedSoon(mark, tries = 3) {',
  instead: 'async confirmedSoon(mark, tries = 3) { return true;',
};

/** Full form only, because it takes as long as a trial. */
(IS_FULL ? describe : describe.skip)('a gateway that waits for no replica', () => {
  it('is found out: what it answered 201 is gone when a replica is promoted that lacks it', async () => {
    const build = new SabotagedBuild(CRIME);
    const set = await SentinelSet.start();
    try {
      const trial = await Trial.start({ main: build.main, reachRedis: () => Promise.resolve(set.url) });
      try {
        const admin = new AdminWrites(trial.gateway);
        await delay(1000);
        const old = await FAULTS.lacking(set);
        await set.master(old);
        const { confirmed, lostWrites } = await admin.end();
        report('sabotaged: waits for no replica', { confirmed, lostWrites });
        expect(lostWrites).toBeGreaterThan(0);
      } finally {
        await trial.end();
      }
    } finally {
      await set.end();
      build.remove();
    }
  }, 300_000);
});
