import { transponderIdOf } from '#passings';
import type { RunningDecoder } from '#simulator';
import type { GatewayProcess } from './gateway-process.js';

/** Passings of the decoders compared with those that the gateway keeps. */
export interface Comparison {
  readonly reported: number;
  readonly lost: number;
  readonly twice: number;
  readonly invented: number;
  /** Number of transponders whose sessions do not count all of their passings. */
  readonly miscounted: number;
}

/** Margin of the window, because some trials set clocks. */
const YEAR_MS = 366 * 86_400_000;

export const NOTHING_WRONG = { lost: 0, twice: 0, invented: 0, miscounted: 0 };

export interface Row {
  readonly transponderid: string;
  readonly passing_number: number;
  readonly rtc_time: number;
  readonly rtc_time_us: string;
  readonly received_at: number;
  readonly flags: readonly string[];
}

type Truth = readonly Pick<RunningDecoder, 'ledger'>[];

/** Compares the passings; the n-th decoder is `dn` to the gateway. */
export async function compareKept(gateway: GatewayProcess, decoders: Truth): Promise<Comparison> {
  let [reported, lost, twice, invented] = [0, 0, 0, 0];
  for (const [at, { ledger }] of decoders.entries()) {
    const truth = new Set(
      ledger.all().map(({ passingNumber, rtcTimeUs }) => `${passingNumber} ${rtcTimeUs}`),
    );
    const kept = await rowsOf(gateway, `d${at}`);
    const rows = kept.map((row) => `${row.passing_number} ${row.rtc_time_us}`);
    const seen = new Set(rows);
    reported += truth.size;
    const missed = [...truth].filter((each) => !seen.has(each));
    // The numbers of lost passings help to find the cause.
    if (missed.length > 0) process.stdout.write(`lost of d${at}: ${missed.slice(0, 20).join(', ')}\n`);
    lost += missed.length;
    twice += rows.length - seen.size;
    invented += [...seen].filter((each) => !truth.has(each)).length;
  }
  return { reported, lost, twice, invented, miscounted: await miscounted(gateway, decoders) };
}

/** Returns every kept passing of a decoder. */
export async function rowsOf(gateway: GatewayProcess, decoderId: string): Promise<readonly Row[]> {
  const window = { start_time_ms: 0, end_time_ms: Date.now() + YEAR_MS };
  const query = { ...window, order: 'asc', decoder_id: decoderId, limit: 10_000 };
  const rows: Row[] = [];
  for (let cursor: unknown; ;) {
    const body = cursor === undefined ? query : { cursor, limit: 10_000 };
    const page = await gateway.until('a page of passings', () => gateway.ask('POST', '/passings', body));
    rows.push(...(page.passings as Row[]));
    cursor = page.next_cursor;
    if (cursor === undefined) return rows;
  }
}

/** Counts by sessions, which come from the summaries and could differ from the passings themselves. */
async function miscounted(gateway: GatewayProcess, decoders: Truth): Promise<number> {
  const truth = new Map<string, number>();
  for (const { ledger } of decoders) {
    for (const { transponder } of ledger.all()) {
      const id = transponderIdOf(transponder);
      truth.set(id, (truth.get(id) ?? 0) + 1);
    }
  }
  const counted = new Map<string, number>();
  const window = { start_time_ms: 0, end_time_ms: Date.now() + YEAR_MS, inputs: true };
  for (let body: object = { ...window, limit: 10_000 }; ;) {
    const page = await gateway.until('the sessions', () =>
      gateway.ask('POST', '/transponders/sessions', body),
    );
    for (const row of page.sessions as { transponderid: string; passing_count: number }[])
      counted.set(row.transponderid, row.passing_count);
    if (page.next_cursor === undefined) break;
    body = { cursor: page.next_cursor, limit: 10_000 };
  }
  return [...truth].filter(([transponder, count]) => counted.get(transponder) !== count).length;
}
