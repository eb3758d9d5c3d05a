import type { Session } from '../domain/passing.js';
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
    await this.dictionaries.ready();
    let transponder: number | undefined;
    if (query.transponderId !== undefined) {
      transponder = await this.dictionaries.findTransponder(query.transponderId);
      if (transponder === undefined) return { sessions: [], next: undefined };
    }
    const runsOf = await this.runs(query, transponder);
    await this.dictionaries.learn([], runsOf.keys());
    const { after, limit } = query;
    const matching = [...runsOf]
      .flatMap(([number, runs]) => runs.map((run) => this.session(number, run)))
      .filter((session) => after === undefined || compareSessions(session, after) > 0)
      .sort(compareSessions);
    const sessions = matching.slice(0, limit);
    const last = sessions.at(-1);
    if (matching.length === sessions.length || last === undefined) return { sessions, next: undefined };
    return { sessions, next: { startMs: last.startMs, transponderId: last.transponderId } };
  }

  async distinctTransponders(window: TimeWindow): Promise<Set<string>> {
    await this.dictionaries.ready();
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
      for (const summary of summaries) {
        const runs = runsOf.get(summary.transponder) ?? [];
        runsOf.set(summary.transponder, runs);
        for (const run of await this.runsWithin(summary, window, gapUs)) append(runs, run, gapUs);
      }
    }
    return runsOf;
  }

  /** A gap can hide inside a chunk only where its passings lie further apart than the gap. */
  private async runsWithin(summary: Summary, window: TimeWindow, gapUs: number | undefined): Promise<Run[]> {
    if (gapUs === undefined || summary.lastUs - summary.firstUs <= gapUs) return [{ ...summary }];
    const times = await this.summaries.timesUs(summary.chunk, summary.transponder, window);
    return times.map((timeUs) => ({ firstUs: timeUs, lastUs: timeUs, count: 1 }));
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
