import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from './harness/row.js';
import { BenchTrack } from './harness/track.js';

const SETTLE_MS = 20_000;
const WATCHED_MS = 10_000;
const REPEATS = 5;
const SEED = 4;

export const restBench: Bench = {
  name: 'rest',
  meaning: 'how much of the box the gateway takes while four decoders are connected without a rider',
  async run(tell) {
    const track = await BenchTrack.open(SEED);
    const [percent, rssMb]: [number[], number[]] = [[], []];
    try {
      await delay(SETTLE_MS);
      for (let repeat = 1; repeat <= REPEATS; repeat++) {
        tell(`${repeat} of ${REPEATS}, ${WATCHED_MS / 1000} s each`);
        const [beginMs, before] = [performance.now(), track.gateway.cpuSeconds()];
        await delay(WATCHED_MS);
        const usedMs = (track.gateway.cpuSeconds() - before) * 1000;
        percent.push((usedMs / (performance.now() - beginMs)) * 100);
        rssMb.push(track.gateway.rssMb());
      }
    } finally {
      await track.close();
    }
    return [
      { what: 'processor', unit: '%', ours: { what: 'the gateway', repeats: percent }, bar: { most: 1 } },
      { what: 'memory (RSS)', unit: 'MB', ours: { what: 'the gateway', repeats: rssMb }, bar: { most: 150 } },
    ];
  },
};
