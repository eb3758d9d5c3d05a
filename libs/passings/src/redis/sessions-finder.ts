import type { Session } from '../domain/passing.js';
import { isInput } from '../domain/transponder.js';
import type {
  SessionPosition,
  SessionsPage,
  SessionsQuery,
  TimeWindow,
} from '../ports/passings.repository.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import { CHUNK_US } from './chunk-record.js';
import type { Summary } from './day-digest.js';
import type { SummaryReader } from './summary-reader.js';

/** A run of passings without a gap. */
interface Run {
  firstUs: number;
  lastUs: number;
  count: number;
}

type Times = ReadonlyMap<number, readonly number[]>;
const NO_TIMES: Times = new Map();

/** Sessions and active counts from the summaries of chunks. */
export class SessionsFinder {
  constructor(
    private readonly summaries: SummaryReader,
    private readonly dictionaries: SiteDictionaries,
  ) {}

  async sessions(query: SessionsQuery): Promise<SessionsPage> {
    let transponder: number | undefined;
    if (query.transponderId !== undefined) {
      transponder = await this.dictionaries.findTransponder(query.transponderId);
      if (transponder === undefined) return { sessions: [], next: undefined };
    }
    const runsOf = await this.runs(query, transponder);
    await this.dictionaries.learn([], runsOf.keys());
    const { after, limit, inputs, transponderId } = query;
    const areInputsWanted = inputs === true || transponderId !== undefined;
    const all: Session[] = [];
    for (const [number, runs] of runsOf) {
      const id = this.dictionaries.transponderId(number) ?? '';
      if (!areInputsWanted && isInput(id)) continue;
      for (const run of runs) {
        const session = sessionOf(id, run);
        if (after === undefined || compareSessions(session, after) > 0) all.push(session);
      }
    }
    const matching = earliest(all, limit + 1).sort(compareSessions);
    const sessions = matching.slice(0, limit);
    const last = sessions.at(-1);
    if (matching.length === sessions.length || last === undefined) return { sessions, next: undefined };
    return { sessions, next: { startMs: last.startMs, transponderId: last.transponderId } };
  }

  async distinctTransponders(window: TimeWindow): Promise<Set<string>> {
    const seen = new Set<number>();
    await this.summaries.eachInWindow(window, undefined, (transponder) => seen.add(transponder));
    await this.dictionaries.learn([], seen);
    const ids = new Set<string>();
    for (const number of seen) ids.add(this.dictionaries.transponderId(number) ?? '');
    return ids;
  }

  /** By the number of the transponder. */
  private async runs(
    { window, gapUs = Infinity }: SessionsQuery,
    transponder: number | undefined,
  ): Promise<Map<number, Run[]>> {
    const runsOf = new Map<number, Run[]>();
    const runsFor = (number: number): Run[] => {
      const known = runsOf.get(number);
      if (known !== undefined) return known;
      const runs: Run[] = [];
      runsOf.set(number, runs);
      return runs;
    };
    // A gap of ten minutes or more cannot hide inside a chunk.
    if (gapUs >= CHUNK_US) {
      await this.summaries.eachInWindow(window, transponder, (number, firstUs, lastUs, count) => {
        append(runsFor(number), firstUs, lastUs, count, gapUs);
      });
      return runsOf;
    }
    for await (const summaries of this.summaries.inWindow(window, transponder)) {
      for (const some of summaries.some((each) => isWide(each, gapUs)) ? byChunk(summaries) : [summaries]) {
        const wide = some.filter((each) => isWide(each, gapUs));
        const times = wide.length === 0 ? NO_TIMES : await this.timesWithin(wide, window);
        for (const summary of some) {
          const runs = runsFor(summary.transponder);
          const single = times.get(summary.transponder);
          if (single === undefined) append(runs, summary.firstUs, summary.lastUs, summary.count, gapUs);
          else for (const timeUs of single) append(runs, timeUs, timeUs, 1, gapUs);
        }
      }
    }
    return runsOf;
  }

  /** A gap can hide inside a chunk only where its passings lie further apart than the gap; these are read one by one. */
  private async timesWithin(wide: readonly Summary[], window: TimeWindow): Promise<Times> {
    const chunk = wide[0]?.chunk ?? 0;
    return this.summaries.timesUs(chunk, new Set(wide.map(({ transponder }) => transponder)), window);
  }
}

function sessionOf(transponderId: string, { firstUs, lastUs, count }: Run): Session {
  return {
    transponderId,
    startMs: Math.floor(firstUs / 1000),
    endMs: Math.floor(lastUs / 1000),
    passingCount: count,
  };
}

/** Among those that begin first, so that not all have to be sorted: so many at the least, where there are as many. */
function earliest(sessions: readonly Session[], count: number): Session[] {
  const lastMs = Float64Array.from(sessions, ({ startMs }) => startMs).sort()[count - 1] ?? Infinity;
  return sessions.filter(({ startMs }) => startMs <= lastMs);
}

/** They come in order of time, so that those of a chunk stand together. */
function* byChunk(summaries: readonly Summary[]): Generator<readonly Summary[]> {
  for (let from = 0; from < summaries.length;) {
    const chunk = summaries[from]?.chunk;
    let until = from + 1;
    while (summaries[until]?.chunk === chunk && until < summaries.length) until++;
    yield summaries.slice(from, until);
    from = until;
  }
}

function isWide({ firstUs, lastUs }: Run, gapUs: number): boolean {
  return lastUs - firstUs > gapUs;
}

function append(runs: Run[], firstUs: number, lastUs: number, count: number, gapUs: number): void {
  const last = runs[runs.length - 1];
  if (last === undefined || firstUs - last.lastUs > gapUs) {
    runs.push({ firstUs, lastUs, count });
    return;
  }
  last.lastUs = lastUs;
  last.count += count;
}

function compareSessions(a: SessionPosition, b: SessionPosition): number {
  if (a.startMs !== b.startMs) return a.startMs - b.startMs;
  if (a.transponderId === b.transponderId) return 0;
  return a.transponderId < b.transponderId ? -1 : 1;
}
