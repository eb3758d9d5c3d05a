import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FaultProxy } from '../support/fault-proxy.js';
import { SerialCable } from '../support/serial-cable.js';
import { NOTHING_WRONG } from './comparison.js';
import { report } from './report.js';
import { breakLines, goDead } from './scenarios.js';
import { IS_FULL, Trial } from './trial.js';

describe('over lines on which everything happens, under 200 passings a second with bursts of 2,000', () => {
  let trial: Trial;
  afterEach(() => trial.end(), 60_000);

  it('TCP to the decoders and to Redis breaks at random bytes, in every way', async () => {
    const cuts = IS_FULL ? 500 : 12;
    const toDecoders: FaultProxy[] = [];
    const toRedis: FaultProxy[] = [];
    trial = await Trial.start({
      statusPeriodMs: IS_FULL ? 5000 : 500,
      reachDecoder: async (port, random) => {
        toDecoders.push(await FaultProxy.open(port, random));
        return `tcp://127.0.0.1:${toDecoders.at(-1)?.port ?? 0}`;
      },
      reachRedis: async (port, random) => {
        toRedis.push(await FaultProxy.open(port, random));
        return `redis://127.0.0.1:${toRedis.at(-1)?.port ?? 0}`;
      },
    });
    const proxies = [...toDecoders, ...toRedis];
    try {
      trial.ride();
      const ways = await breakLines(proxies, cuts, trial.random);
      const amidOthersMs = Math.round(Math.max(0, ...toDecoders.flatMap(({ foundAfterMs }) => foundAfterMs)));
      // Alone: while the store is away, lines are not read, and their silence has no meaning.
      const longestToFindMs = await goDead(trial, toDecoders, IS_FULL ? 10 : 1);
      trial.rest();
      const compared = await trial.compare();
      report('TCP cut', { cuts, ...ways, ...compared, longestToFindMs, amidOthersMs });
      expect(compared).toMatchObject(NOTHING_WRONG);
      if (IS_FULL) expect(longestToFindMs).toBeLessThanOrEqual(10_000);
    } finally {
      for (const proxy of proxies) await proxy.close();
    }
  }, 3_600_000);

  it('serial cables are pulled out and plugged in', async () => {
    const times = IS_FULL ? 50 : 2;
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-cables-'));
    const cables: SerialCable[] = [];
    trial = await Trial.start({
      reachDecoder: async (port) => {
        const cable = new SerialCable(join(folder, `decoder${cables.length}`), port);
        cables.push(cable);
        await cable.plugIn();
        return `serial://${cable.path}`;
      },
    });
    try {
      trial.ride();
      let longestToReopenMs = 0;
      for (let time = 0; time < times; time++) {
        const [at, cable] = [time % cables.length, cables[time % cables.length]];
        await delay(trial.random() * 500);
        await cable?.pullOut();
        await delay(trial.random() * 4000);
        const asked = trial.questions(at);
        await cable?.plugIn();
        const pluggedMs = performance.now();
        await trial.gateway.until('the decoder is asked again', () =>
          Promise.resolve(trial.questions(at) > asked ? true : undefined),
        );
        longestToReopenMs = Math.max(longestToReopenMs, Math.round(performance.now() - pluggedMs));
      }
      trial.rest();
      const compared = await trial.compare();
      report('serial cable out and in', { times, ...compared, longestToReopenMs });
      expect(compared).toMatchObject(NOTHING_WRONG);
      if (IS_FULL) expect(longestToReopenMs).toBeLessThanOrEqual(2000);
    } finally {
      for (const cable of cables) await cable.pullOut();
      rmSync(folder, { recursive: true });
    }
  }, 3_600_000);
});
