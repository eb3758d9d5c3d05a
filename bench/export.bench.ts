import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Passing } from '#passings';
import { FIRST_DAY_US, hoursWith } from './data/velodrome.js';
import { BenchRedis } from './harness/bench-redis.js';
import { differencesOf } from './harness/compare-export.js';
import { type ExportType, openExport, takeExport, type WindowMs } from './harness/export-client.js';
import { BenchGateway } from './harness/gateway.js';
import { inTurn } from './harness/in-turn.js';
import { OurStore } from './harness/our-store.js';
import { ReadyAnswers } from './harness/ready-answers.js';
import { readRaw } from './harness/raw-read.js';
import type { Bench, Row } from './harness/row.js';
import { rssGrowthMb } from './harness/rss-growth.js';

const PASSINGS = 10_000_000;
/** Number of the oldest passings, which are exported repeatedly. */
const IN_WINDOW = 1_000_000;
/** Time from midnight until the velodrome has been open for an hour. */
const FIRST_HOUR_MS = 11 * 3_600_000;
const REPEATS = 5;
const SEED = 6;
const TYPES: readonly ExportType[] = ['application/x-ndjson', 'text/csv'];

export const exportBench: Bench = {
  name: 'export',
  meaning:
    'how fast ten million passings leave the gateway as a file, with how much memory, and whether all are right',
  async run(tell) {
    const folder = mkdtempSync(join(tmpdir(), 'coachlink-bench-'));
    const redis = await BenchRedis.start(process.env.PATH ?? '');
    const ready = await ReadyAnswers.open();
    try {
      const { all, some, inSome } = await store(redis, tell);
      const gateway = await BenchGateway.start({
        REDIS_URL: redis.url,
        COACHLINK_DATA_DIR: folder,
        COACHLINK_DEMO: 'off',
      });
      try {
        const rows: Row[] = [];
        const first = { startMs: some.startMs, endMs: some.startMs + FIRST_HOUR_MS };
        for (const type of TYPES) await takeExport(gateway, type, first);
        for (const type of TYPES) rows.push(...(await whole(gateway, type, all, tell)));
        const perSecond = async (read: () => Promise<unknown>): Promise<number> => {
          const beginMs = performance.now();
          await read();
          return inSome / (performance.now() - beginMs) / 1000;
        };
        const processorS: Record<ExportType, number[]> = { 'application/x-ndjson': [], 'text/csv': [] };
        const exported = (type: ExportType) => async () => {
          const before = gateway.cpuSeconds();
          const rate = await perSecond(() => takeExport(gateway, type, some));
          processorS[type].push(((gateway.cpuSeconds() - before) / inSome) * 1e6);
          return rate;
        };
        tell(`rate of ${inSome} passings, ${REPEATS} times each`);
        const bytes: Record<ExportType, number> = {
          'application/x-ndjson': await takeExport(gateway, 'application/x-ndjson', some),
          'text/csv': await takeExport(gateway, 'text/csv', some),
        };
        const rawBytes = await readRaw(redis.client, some);
        const { raw, jsonReady, csvReady, ...measured } = await inTurn(REPEATS, {
          'application/x-ndjson': exported('application/x-ndjson'),
          'text/csv': exported('text/csv'),
          raw: () => perSecond(() => readRaw(redis.client, some)),
          jsonReady: () => perSecond(() => ready.take(bytes['application/x-ndjson'])),
          csvReady: () => perSecond(() => ready.take(bytes['text/csv'])),
        });
        const rates = TYPES.flatMap((type): Row[] => {
          const row = {
            what: `rate, ${type}`,
            unit: 'M rows/s',
            ours: { what: 'the gateway', repeats: measured[type] },
          };
          const repeats = type === 'text/csv' ? csvReady : jsonReady;
          return [
            { ...row, against: { what: 'the same keys, raw,', repeats: raw }, bar: { least: 0.3 } },
            { ...row, against: { what: 'the same bytes, ready,', repeats } },
            {
              ...megabytes(row, bytes[type] / inSome),
              against: {
                what: 'the same keys, raw,',
                repeats: raw.map((rate) => rate * (rawBytes / inSome)),
              },
            },
            {
              what: `processor for a million rows, ${type}`,
              unit: 's',
              ours: { what: 'the gateway', repeats: processorS[type] },
            },
          ];
        });
        return [...rows, ...rates];
      } finally {
        await gateway.stop();
      }
    } finally {
      ready.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Returns a row in bytes, of one in million rows a second and the bytes of a row. */
function megabytes({ what, ours }: Row, perRow: number): Row {
  return {
    what: `${what}, in bytes`,
    unit: 'MB/s',
    ours: { what: ours.what, repeats: ours.repeats.map((rate) => rate * perRow) },
  };
}

interface Stored {
  readonly all: WindowMs;
  readonly some: WindowMs;
  readonly inSome: number;
}

async function store(redis: BenchRedis, tell: (progress: string) => void): Promise<Stored> {
  const ours = new OurStore(redis.url, 'main');
  await ours.ready();
  const startMs = FIRST_DAY_US / 1000;
  let stored = 0;
  let endMs = startMs;
  let some: Omit<Stored, 'all'> | undefined;
  for (const hour of hoursWith(PASSINGS, SEED)) {
    await ours.storeAll(hour);
    stored += hour.length;
    endMs = Math.floor((hour.at(-1)?.timeUs ?? 0) / 1000);
    if (stored >= IN_WINDOW) some ??= { some: { startMs, endMs }, inSome: stored };
    if (stored % 1_000_000 < hour.length) tell(`${Math.floor(stored / 1_000_000)} million stored`);
  }
  await ours.repository.compactBefore(Number.MAX_SAFE_INTEGER);
  ours.close();
  const all = { startMs, endMs };
  return { all, ...(some ?? { some: all, inSome: stored }) };
}

async function whole(
  gateway: BenchGateway,
  type: ExportType,
  window: WindowMs,
  tell: (progress: string) => void,
): Promise<Row[]> {
  tell(`all of it as ${type}`);
  const growth = await rssGrowthMb(gateway, () => takeExport(gateway, type, window));
  tell(`all of it as ${type}, compared`);
  const differences = await differencesOf(await openExport(gateway, type, window), type, passings());
  return [
    {
      what: `memory (RSS) during ten million, ${type}`,
      unit: 'MB more',
      ours: { what: 'the gateway', repeats: [growth] },
      bar: { most: 50 },
    },
    {
      what: `rows of ten million that differ, ${type}`,
      unit: 'differences',
      ours: { what: 'the gateway', repeats: [differences] },
      bar: { most: 0 },
    },
  ];
}

/**
 * Yields passings in the order of export: of two in the same microsecond, first the one whose decoder and loop were
 * seen first.
 */
function* passings(): Generator<Passing> {
  const places = new Map<string, number>();
  const placeOf = ({ decoderId, loopId }: Passing): number => places.get(`${decoderId} ${loopId}`) ?? 0;
  for (const hour of hoursWith(PASSINGS, SEED)) {
    for (const { decoderId, loopId } of hour) {
      const place = `${decoderId} ${loopId}`;
      if (!places.has(place)) places.set(place, places.size + 1);
    }
    yield* hour.sort((one, other) => one.timeUs - other.timeUs || placeOf(one) - placeOf(other));
  }
}
