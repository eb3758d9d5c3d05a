import { quantile } from './harness/quantile.js';
import { ride } from './harness/ride.js';
import type { Bench, Row } from './harness/row.js';
import { BenchTrack } from './harness/track.js';

const REPEATS = 5;
const LASTS_MS = 10_000;
/** A burst of a quarter of a second at 2,000 a second, every five seconds; otherwise one passing a tick, 200 a second. */
const BURST_EVERY_MS = 5000;
const BURST_MS = 250;
const PER_BURST_TICK = 10;
const SEED = 5;

export const latencyBench: Bench = {
  name: 'latency',
  meaning:
    'how long after a rider crossed the passing can be read, with 200 a second and bursts of 2,000 a second',
  async run(tell) {
    const track = await BenchTrack.open(SEED);
    const perTick = (elapsedMs: number): number =>
      elapsedMs % BURST_EVERY_MS < BURST_MS ? PER_BURST_TICK : 1;
    const [p50, p99]: [number[], number[]] = [[], []];
    try {
      await ride(track, LASTS_MS, perTick); // compiles code
      for (let repeat = 1; repeat <= REPEATS; repeat++) {
        tell(`${repeat} of ${REPEATS}, ${LASTS_MS / 1000} s each`);
        const { delaysMs } = await ride(track, LASTS_MS, perTick);
        p50.push(quantile(delaysMs, 0.5));
        p99.push(quantile(delaysMs, 0.99));
      }
    } finally {
      await track.close();
    }
    const row = (what: string, repeats: number[], most: number): Row => ({
      what: `written to the socket until stored, ${what}`,
      unit: 'ms',
      ours: { what: 'the gateway', repeats },
      bar: { most },
    });
    return [row('p50', p50, 8), row('p99', p99, 25)];
  },
};
