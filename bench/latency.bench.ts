import { setTimeout as delay } from 'node:timers/promises';
import { type Bench, type Row } from './harness/row.js';
import { BenchTrack } from './harness/track.js';

const REPEATS = 5;
const LASTS_MS = 10_000;
const TICK_MS = 5;
/** A quarter of a second at 2,000 a second, every five seconds; else one a tick, 200 a second. */
const BURST_EVERY_MS = 5000;
const BURST_MS = 250;
const PER_BURST_TICK = 10;
const RECORD_BYTES = 28;
const CHUNK_MS = 600_000;
const SEED = 5;

export const latencyBench: Bench = {
  name: 'latency',
  meaning:
    'how long after a rider crossed the passing can be read, with 200 a second and bursts of 2,000 a second',
  async run(tell) {
    const track = await BenchTrack.open(SEED);
    const [p50, p99]: [number[], number[]] = [[], []];
    try {
      await ride(track); // code is compiled in it
      for (let repeat = 1; repeat <= REPEATS; repeat++) {
        tell(`${repeat} of ${REPEATS}, ${LASTS_MS / 1000} s each`);
        const delaysMs = (await ride(track)).sort((one, other) => one - other);
        p50.push(delaysMs[Math.floor(delaysMs.length * 0.5)] ?? NaN);
        p99.push(delaysMs[Math.floor(delaysMs.length * 0.99)] ?? NaN);
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

/** For each passing how long it took. In order: of those that were sent, the first are stored first. */
async function ride(track: BenchTrack): Promise<number[]> {
  const sentAtMs: number[] = [];
  const delaysMs: number[] = [];
  const storedBefore = await storedIn(track);
  const endMs = performance.now() + LASTS_MS;
  const beginMs = performance.now();
  let isOver = false;
  const watch = async (): Promise<void> => {
    while (!isOver || delaysMs.length < sentAtMs.length) {
      const stored = (await storedIn(track)) - storedBefore;
      const nowMs = performance.now();
      while (delaysMs.length < stored) delaysMs.push(nowMs - (sentAtMs[delaysMs.length] ?? nowMs));
      await delay(0);
    }
  };
  const watched = watch();
  for (let ticks = 0; performance.now() < endMs; ticks++) {
    const isBurst = (performance.now() - beginMs) % BURST_EVERY_MS < BURST_MS;
    for (let each = 0; each < (isBurst ? PER_BURST_TICK : 1); each++) {
      const decoder = track.decoders[(ticks + each) % track.decoders.length];
      sentAtMs.push(performance.now());
      decoder?.report({
        timeUs: Date.now() * 1000,
        transponder: 1000 + (ticks % 200),
        strength: 90,
        hits: 20,
      });
    }
    await delay(TICK_MS);
  }
  isOver = true;
  await watched;
  return delaysMs;
}

/** Of this ten minutes and the last. */
async function storedIn({ redis }: BenchTrack): Promise<number> {
  const chunk = Math.floor(Date.now() / CHUNK_MS);
  const sizes = await Promise.all(
    [chunk - 1, chunk].map((each) => redis.client.strlen(`cl:{main}:chunk:${each}`)),
  );
  return sizes.reduce((sum, bytes) => sum + bytes / RECORD_BYTES, 0);
}
