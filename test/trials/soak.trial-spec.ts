import { setTimeout as delay } from 'node:timers/promises';
import { FaultProxy } from '../support/fault-proxy.js';
import { NOTHING_WRONG } from './comparison.js';
import { report } from './report.js';
import { breakLines } from './scenarios.js';
import { IS_FULL, Trial } from './trial.js';

const MINUTE_MS = 60_000;
const WARM_UP_CUTS = IS_FULL ? 5 : 1;
const CUTS = IS_FULL ? 30 : 2;
const BETWEEN_CUTS_MS = IS_FULL ? MINUTE_MS : 500;
const SAMPLES = IS_FULL ? 20 : 2;
/** Longer than the idle connections of the test's own HTTP client are kept. */
const QUIET_MS = 6000;
const MOST_GROWTH = 1.02;

describe('soak, under 200 passings a second with bursts of 2,000 and a cut every minute', () => {
  let trial: Trial;
  const proxies: FaultProxy[] = [];
  afterEach(async () => {
    await trial.end();
    for (const proxy of proxies) await proxy.close();
  }, 60_000);

  /** Returns the lower quartile of several samples: a peak between two collections of garbage says nothing. */
  async function rssMb(): Promise<number> {
    const samples: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      samples.push(trial.gateway.rssMb());
      await delay(500);
    }
    return samples.toSorted((a, b) => a - b)[Math.floor(SAMPLES / 4)] ?? 0;
  }

  async function handles(): Promise<number> {
    await trial.connected();
    await delay(QUIET_MS);
    return trial.gateway.handles();
  }

  async function cut(times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      await delay(BETWEEN_CUTS_MS);
      await breakLines(proxies, 1, trial.random);
    }
  }

  it('neither memory nor handles grow', async () => {
    trial = await Trial.start({
      reachDecoder: async (port, random) => {
        const proxy = await FaultProxy.open(port, random);
        proxies.push(proxy);
        return `tcp://127.0.0.1:${proxy.port}`;
      },
    });
    trial.ride();
    await cut(WARM_UP_CUTS);
    const [rssBeforeMb, handlesBefore] = [await rssMb(), await handles()];
    await cut(CUTS);
    const [handlesAfter, rssAfterMb] = [await handles(), await rssMb()];
    trial.rest();
    const compared = await trial.compare();
    const growth = rssAfterMb / rssBeforeMb;
    report('soak', { cuts: CUTS, ...compared, rssBeforeMb, rssAfterMb, growth, handlesBefore, handlesAfter });
    expect(compared).toMatchObject(NOTHING_WRONG);
    expect(handlesAfter).toBe(handlesBefore);
    if (IS_FULL) expect(growth).toBeLessThan(MOST_GROWTH);
  }, 3_600_000);
});
