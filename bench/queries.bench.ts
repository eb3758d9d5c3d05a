import { hoursUntil } from './data/velodrome.js';
import {
  type ApiQuery,
  asked,
  LAST_HUNDRED,
  queriesUntil,
  SESSIONS_BY_GAP,
  sizeOf,
} from './data/questions.js';
import { apiKeyOf } from './harness/credentials.js';
import { askFirst, askRepeatedly } from './harness/http-load.js';
import type { Question } from './harness/http-line.js';
import { inTurn } from './harness/in-turn.js';
import { Kept } from './harness/kept.js';
import { quantile } from './harness/quantile.js';
import { short } from './harness/report.js';
import { type Bench, type Figure, median, type Row } from './harness/row.js';

const SIZES = [100_000, 1_000_000, 10_000_000];
const REPEATS = 5;
/** Most repeats of a query; fewer where `LASTS_MS` is over. */
const MOST_TIMES = 500;
const LASTS_MS = 2500;
const SEED = 7;

export const queriesBench: Bench = {
  name: 'queries',
  meaning: 'how long each query takes, and that it takes no longer over ten million passings',
  run: (tell) => queriesAt(SIZES, tell),
};

/** A query at one size, by our store or by the rival. */
interface Measured {
  readonly p50: Figure;
  readonly p99: Figure;
  readonly answerSize: number;
}

export async function queriesAt(sizes: readonly number[], tell: (progress: string) => void): Promise<Row[]> {
  const kept: Kept[] = [];
  try {
    for (const size of sizes) kept.push(await Kept.empty(size));
    const endMs = Date.now();
    const transponder = await fill(kept, endMs, tell);
    const apps = await Promise.all(kept.map((each) => each.open()));
    const headers = await Promise.all(apps.map((app) => apiKeyOf(app)));
    const rows: Row[] = [];
    for (const query of queriesUntil(endMs, transponder)) {
      tell(query.what);
      const contestants = apps.flatMap((app, at) => {
        const size = short(sizes[at] ?? 0);
        const ours = { ...asked(query.path), headers: headers[at] ?? {} };
        const rival = {
          what: `sorted sets at ${size}`,
          url: app.url,
          question: { ...asked(`/rival${query.path}`), headers: headers[at] ?? {} },
        };
        return [
          { what: `ours at ${size}`, url: app.url, question: ours },
          ...(query.hasRival ? [rival] : []),
        ];
      });
      const found = rowsOf(query, sizes, await measure(contestants));
      for (const { what, unit, ours } of found) tell(`${what}: ${short(median(ours.repeats))} ${unit}`);
      rows.push(...found);
    }
    return rows;
  } finally {
    for (const each of kept) await each.close();
  }
}

/** Fills each store with the newest passings; resolves to the transponder of the very last. */
async function fill(kept: readonly Kept[], endMs: number, tell: (progress: string) => void): Promise<string> {
  const most = Math.max(...kept.map(({ size }) => size));
  let stored = 0;
  let transponder = '';
  for (const hour of hoursUntil(endMs * 1000, most, SEED)) {
    for (const each of kept) {
      const skipped = Math.max(0, most - each.size - stored);
      await each.store(hour.slice(skipped));
    }
    if ((stored + hour.length) % 1_000_000 < hour.length) tell(`${short(stored + hour.length)} stored`);
    stored += hour.length;
    transponder = hour.at(-1)?.transponderId ?? transponder;
  }
  return transponder;
}

interface Contestant {
  readonly what: string;
  readonly url: string;
  readonly question: Question;
}

async function measure(contestants: readonly Contestant[]): Promise<ReadonlyMap<string, Measured>> {
  const answerSizes = new Map<string, number>();
  const turns: Record<string, () => Promise<readonly number[]>> = {};
  for (const { what, url, question } of contestants) {
    const { tookMs, body } = await askFirst(url, question);
    answerSizes.set(what, sizeOf(body));
    const times = Math.max(1, Math.min(MOST_TIMES, Math.floor(LASTS_MS / tookMs)));
    turns[what] = () => askRepeatedly(url, question, times);
  }
  const measured = await inTurn(REPEATS, turns);
  return new Map(
    Object.entries(measured).map(([what, repeats]) => [
      what,
      {
        p50: { what, repeats: repeats.map((tookMs) => quantile(tookMs, 0.5)) },
        p99: { what, repeats: repeats.map((tookMs) => quantile(tookMs, 0.99)) },
        answerSize: answerSizes.get(what) ?? NaN,
      },
    ]),
  );
}

function rowsOf(query: ApiQuery, sizes: readonly number[], measured: ReadonlyMap<string, Measured>): Row[] {
  const oursAt = (size: number): Measured | undefined => measured.get(`ours at ${short(size)}`);
  const most = Math.max(...sizes);
  const rows = sizes.flatMap((size): Row[] => {
    const ours = oursAt(size);
    const rival = measured.get(`sorted sets at ${short(size)}`);
    if (ours === undefined) return [];
    const row = { what: `${query.what} of ${short(size)} passings, p50`, unit: 'ms', ours: ours.p50 };
    if (rival === undefined) return [row];
    const agree = ours.answerSize === rival.answerSize;
    if (!agree)
      throw new Error(`${query.what} at ${size}: ${ours.answerSize} rows, ${rival.answerSize} rows`);
    const against = rival.p50;
    if (query.what === LAST_HUNDRED) return [{ ...row, against, bar: { most: 1.3 } }];
    // The gain is small where there is little to read.
    if (query.what === SESSIONS_BY_GAP && size === most) return [{ ...row, against, bar: { most: 1 / 50 } }];
    return [{ ...row, against }];
  });
  const ours = oursAt(most);
  const smallest = sizes.map(oursAt).find((each) => each?.answerSize === ours?.answerSize);
  if (ours === undefined || smallest === undefined || smallest === ours) return rows;
  return [
    ...rows,
    { what: `${query.what}, p99`, unit: 'ms', ours: ours.p99, against: smallest.p99, bar: { most: 1.5 } },
  ];
}
