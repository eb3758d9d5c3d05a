import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { asTheyArrive, hoursWith } from './data/velodrome.js';
import { BenchRedis } from './harness/bench-redis.js';
import { ADMIN, BenchGateway } from './harness/gateway.js';
import { OurStore } from './harness/our-store.js';
import { quantile } from './harness/quantile.js';
import { ride } from './harness/ride.js';
import type { Bench, Row } from './harness/row.js';
import { StreamCrowd } from './harness/stream-crowd.js';
import type { Reading } from './harness/stream-crowd-process.js';
import { streamDelays } from './harness/stream-delays.js';
import { BenchTrack } from './harness/track.js';

const AWAY = 10_000_000;
const READERS = 500;
const REPEATS = 5;
const LASTS_MS = 10_000;
/** Time in which 500 open their streams. */
const OPENING_MS = 5000;
const SEED = 9;
const BURST_EVERY_MS = 5000;
const BURST_MS = 250;
const PER_BURST_TICK = 10;
const perTick = (elapsedMs: number): number => (elapsedMs % BURST_EVERY_MS < BURST_MS ? PER_BURST_TICK : 1);

export const feedBench: Bench = {
  name: 'feed',
  meaning: 'how soon readers have what is stored, and that they cost the timing nothing',
  run: async (tell) => [...(await streams(tell)), await away(tell)],
};

async function streams(tell: (progress: string) => void): Promise<Row[]> {
  const track = await BenchTrack.open(SEED);
  try {
    await streamDelays(track, LASTS_MS, perTick); // compiles code
    const alone = await repeated('one stream', tell, () => streamDelays(track, LASTS_MS, perTick));
    const crowd = new StreamCrowd({ url: track.gateway.url, count: READERS, reading: 'all' });
    await delay(OPENING_MS);
    const crowded = await repeated(`${READERS} streams`, tell, () => streamDelays(track, LASTS_MS, perTick));
    await crowd.leave();
    const row = (what: string, delays: readonly (readonly number[])[], part: number, most: number): Row => ({
      what: `written to the socket until a stream has it, ${what}`,
      unit: 'ms',
      ours: { what: 'the gateway', repeats: delays.map((each) => quantile(each, part)) },
      bar: { most },
    });
    return [
      row('1 stream, p50', alone, 0.5, 12),
      row('1 stream, p99', alone, 0.99, 40),
      row(`${READERS} streams, p99`, crowded, 0.99, 100),
      ...(await storedBeside(track, 'never', tell)),
      ...(await storedBeside(track, 'slowly', tell)),
    ];
  } finally {
    await track.close();
  }
}

/** Measures how soon passings are stored, without readers and beside some that do not read. */
async function storedBeside(
  track: BenchTrack,
  reading: Reading,
  tell: (progress: string) => void,
): Promise<Row[]> {
  const stored = async (): Promise<readonly number[]> => (await ride(track, LASTS_MS, perTick)).delaysMs;
  const without = await repeated('without readers', tell, stored);
  const crowd = new StreamCrowd({ url: track.gateway.url, count: READERS, reading });
  await delay(OPENING_MS);
  const beside = await repeated(`${READERS} that read ${reading}`, tell, stored);
  const { cut, told } = await crowd.leave();
  const p99 = (delays: readonly (readonly number[])[]): number[] =>
    delays.map((each) => quantile(each, 0.99));
  const what = `${READERS} streams that read ${reading}`;
  return [
    {
      what: `written to the socket until stored, p99, ${what}`,
      unit: 'ms',
      ours: { what: 'beside them', repeats: p99(beside) },
      against: { what: 'without', repeats: p99(without) },
      bar: { most: 1.5 },
    },
    { what: `${what}: cut`, unit: 'streams', ours: { what: 'the gateway', repeats: [cut] } },
    { what: `${what}: told so`, unit: 'streams', ours: { what: 'the gateway', repeats: [told] } },
  ];
}

/** A reader that was away while ten million passings were stored. */
async function away(tell: (progress: string) => void): Promise<Row> {
  const redis = await BenchRedis.start(process.env.PATH ?? '');
  const folder = mkdtempSync(join(tmpdir(), 'coachlink-bench-'));
  const store = new OurStore(redis.url, 'main');
  await store.ready();
  let stored = 0;
  for (const hour of hoursWith(AWAY, SEED)) {
    await store.storeAll(asTheyArrive(hour, SEED + stored));
    stored += hour.length;
    if (stored % 100_000 < hour.length) tell(`${stored} of ${AWAY} stored`);
  }
  store.close();
  const gateway = await BenchGateway.start({
    REDIS_URL: redis.url,
    COACHLINK_DATA_DIR: folder,
    COACHLINK_DEMO: 'off',
  });
  try {
    const beginMs = performance.now();
    let [rows, query, isMore] = [0, 'limit=10000', true];
    while (isMore) {
      const { count, cursor, more } = await page(gateway, query);
      rows += count;
      query = `limit=10000&after=${cursor}`;
      isMore = more;
    }
    const perSecond = (rows / (performance.now() - beginMs)) * 1000;
    if (rows !== stored) throw new Error(`the feed told ${rows} of ${stored} passings`);
    return {
      what: `pages of the feed, ${AWAY / 1e6} million behind`,
      unit: 'rows/s',
      ours: { what: 'the gateway', repeats: [perSecond] },
      bar: { least: 100_000 },
    };
  } finally {
    await gateway.stop();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads a page as bytes: what a reader does with its rows is not measured. */
async function page(
  { url }: BenchGateway,
  query: string,
): Promise<{ readonly count: number; readonly cursor: string; readonly more: boolean }> {
  const response = await fetch(`${url}/api/v1/passings/feed?${query}`, { headers: ADMIN });
  const bytes = Buffer.from(await response.arrayBuffer());
  const end = bytes.subarray(bytes.lastIndexOf(']')).toString();
  const [, count, cursor = '', more] =
    /^\],"count":([0-9]+),"cursor":"([^"]+)","more":(true|false)/.exec(end) ?? [];
  if (count === undefined) throw new Error(`the feed answered ${response.status}: ${end}`);
  return { count: Number(count), cursor, more: more === 'true' };
}

async function repeated<Result>(
  what: string,
  tell: (progress: string) => void,
  run: () => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let repeat = 1; repeat <= REPEATS; repeat++) {
    tell(`${what}: ${repeat} of ${REPEATS}`);
    results.push(await run());
  }
  return results;
}
