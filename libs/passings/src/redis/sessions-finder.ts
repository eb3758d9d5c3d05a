import type { Session } from '../domain/passing.js';
import { isInput } from '../domain/transponder.js';
import type {
  SessionPosition,
  SessionsPage,
  SessionsQuery,
  TimeWindow,
} from '../ports/passings.repository.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { Summary } from './day-digest.js';
import type { SummaryReader } from './summary-reader.js';

/** A run of passings without a gap. */
interface Run {
  firstUs: number;
  lastUs: number;
  count: number;
}

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
    const matching = [...runsOf]
      .flatMap(([number, runs]) => runs.map((run) => this.session(number, run)))
      .filter((session) => areInputsWanted || !isInput(session.transponderId))
      .filter((session) => after === undefined || compareSessions(session, after) > 0)
      .sort(compareSessions);
    const sessions = matching.slice(0, limit);
    const last = sessions.at(-1);
    if (matching.length === sessions.length || last === undefined) return { sessions, next: undefined };
    return { sessions, next: { startMs: last.startMs, transponderId: last.transponderId } };
  }

  async distinctTransponders(window: TimeWindow): Promise<Set<string>> {
    const seen = new Set<number>();
    for await (const summaries of this.summaries.inWindow(window)) {
      for (const { transponder } of summaries) seen.add(transponder);
    }
    await this.dictionaries.learn([], seen);
    const ids = new Set<string>();
    for (const number of seen) ids.add(this.dictionaries.transponderId(number) ?? '');
    return ids;
  }

  private async runs(
    { window, gapUs }: SessionsQuery,
    transponder: number | undefined,
  ): Promise<Map<number, Run[]>> {
    const runsOf = new Map<number, Run[]>();
    for await (const summaries of this.summaries.inWindow(window, transponder)) {
      for (const some of byChunk(summaries)) {
        const times = await this.timesWithin(some, window, gapUs);
        for (const summary of some) {
          const runs = runsOf.get(summary.transponder) ?? [];
          runsOf.set(summary.transponder, runs);
          const single = times.get(summary.transponder);
          if (single === undefined) append(runs, summary, gapUs);
          else
            for (const timeUs of single) append(runs, { firstUs: timeUs, lastUs: timeUs, count: 1 }, gapUs);
        }
      }
    }
    return runsOf;
  }

  /** A gap can hide inside a chunk only where its passings lie further apart than the gap; these are read one by one. */
  private async timesWithin(
    summaries: readonly Summary[],
    window: TimeWindow,
    gapUs: number | undefined,
  ): Promise<ReadonlyMap<number, readonly number[]>> {
    const wide =
      gapUs === undefined ? [] : summaries.filter(({ firstUs, lastUs }) => lastUs - firstUs > gapUs);
    const [first] = wide;
    if (first === undefined) return new Map();
    return this.summaries.timesUs(first.chunk, new Set(wide.map(({ transponder }) => transponder)), window);
  }

  private session(transponder: number, { firstUs, lastUs, count }: Run): Session {
    return {
      transponderId: this.dictionaries.transponderId(transponder) ?? '',
      startMs: Math.floor(firstUs / 1000),
      endMs: Math.floor(lastUs / 1000),
      passingCount: count,
    };
  }
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

function append(runs: Run[], next: Run, gapUs: number | undefined): void {
  const last = runs.at(-1);
  if (last === undefined || (gapUs !== undefined && next.firstUs - last.lastUs > gapUs)) {
    runs.push({ firstUs: next.firstUs, lastUs: next.lastUs, count: next.count });
    return;
  }
  last.lastUs = next.lastUs;
  last.count += next.count;
}

function compareSessions(a: SessionPosition, b: SessionPosition): number {
  if (a.startMs !== b.startMs) return a.startMs - b.startMs;
  if (a.transponderId === b.transponderId) return 0;
  return a.transponderId < b.transponderId ? -1 : 1;
}
