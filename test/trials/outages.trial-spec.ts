import { setTimeout as delay } from 'node:timers/promises';
import { SmallDisk } from '../support/small-disk.js';
import { NOTHING_WRONG } from './comparison.js';
import { report } from './report.js';
import { RssWatch } from './rss-watch.js';
import { IS_FULL, Trial, type TrialOptions } from './trial.js';

const MOST_RSS_MB = 256;
const MOST_GROWTH_MB = 64;
const BEFORE_MS = 1000;
const SHORT_MS = 2000;
const DISK_MB = 48;

const itWithDisk = SmallDisk.isPossible() ? it : it.skip;

interface Outage {
  readonly lastsMs: number;
  readonly begin: () => unknown;
  readonly end: () => unknown;
}

describe('Redis is in trouble, under 200 passings a second with bursts of 2,000', () => {
  let trial: Trial;
  afterEach(() => trial.end(), 60_000);

  async function start(options: TrialOptions = {}): Promise<void> {
    trial = await Trial.start(options);
    trial.ride();
  }

  async function outlive(what: string, { lastsMs, begin, end }: Outage): Promise<void> {
    await delay(BEFORE_MS);
    const memory = new RssWatch(trial.gateway);
    try {
      await begin();
      await delay(lastsMs);
      // Without this check a trial without trouble would pass.
      expect(await trial.gateway.ask('GET', '/health/ready')).toBeUndefined();
      const rssAwayMb = memory.mostMb;
      await end();
      const backMs = Math.round(await trial.ingesting());
      trial.rest();
      await trial.settled();
      const { firstMb: rssFirstMb, mostMb: rssMostMb } = memory;
      const compared = await trial.compare();
      report(what, { lastsS: lastsMs / 1000, ...compared, backMs, rssFirstMb, rssAwayMb, rssMostMb });
      expect(compared).toMatchObject(NOTHING_WRONG);
      expect(rssAwayMb - rssFirstMb).toBeLessThan(MOST_GROWTH_MB);
      expect(rssMostMb).toBeLessThan(MOST_RSS_MB);
    } finally {
      memory.stop();
    }
  }

  it('it is stopped', async () => {
    await start();
    await outlive('Redis stopped', {
      lastsMs: IS_FULL ? 600_000 : SHORT_MS,
      begin: () => trial.redis.kill(),
      end: () => trial.redis.start(),
    });
  }, 3_600_000);

  it('it is paused', async () => {
    await start();
    await outlive('Redis paused', {
      lastsMs: IS_FULL ? 30_000 : SHORT_MS,
      begin: () => {
        trial.redis.signal('SIGSTOP');
      },
      end: () => {
        trial.redis.signal('SIGCONT');
      },
    });
  }, 600_000);

  it('it is out of memory', async () => {
    await start();
    await outlive('Redis out of memory', {
      lastsMs: IS_FULL ? 60_000 : SHORT_MS,
      begin: () => trial.redis.call('CONFIG', 'SET', 'maxmemory', '1mb'),
      end: () => trial.redis.call('CONFIG', 'SET', 'maxmemory', '0'),
    });
  }, 600_000);

  itWithDisk(
    'its disk is full',
    async () => {
      const disk = SmallDisk.mount(DISK_MB);
      try {
        await start({ redisSettings: ['--dir', disk.folder] });
        await outlive('disk full', {
          lastsMs: IS_FULL ? 60_000 : SHORT_MS,
          begin: () => {
            disk.fill();
          },
          end: () => {
            disk.free();
          },
        });
      } finally {
        await trial.redis.kill();
        disk.unmount();
      }
    },
    600_000,
  );
});
