import type { Session } from '../domain/passing.js';
import { isInput } from '../domain/transponder.js';
import type {
  SessionPosition,
  SessionsPage,
  SessionsQuery,
  TimeWindow,
} from '../ports/passings.repository.js';
import { CHUNK_US } from './record-layout.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { Summary } from './day-digest.js';
import { type Run, SessionRuns } from './session-runs.js';
import type { SummaryReader } from './summary-reader.js';

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
    const { after, limit, inputs, transponderId } = query;
    const areInputsWanted = inputs === true || transponderId !== undefined;
    const isAsked = (id: string, startMs: number): boolean =>
      (areInputsWanted || !isInput(id)) &&
      (after === undefined || compareSessions({ startMs, transponderId: id }, after) > 0);
    const runs = await this.runs(query, transponder, isAsked);
    await this.dictionaries.learn([], runs.transponders());
    const all: Session[] = [];
    for (const [number, run] of runs.each()) {
      const id = this.dictionaries.transponderId(number) ?? '';
      if (isAsked(id, startMsOf(run))) all.push(sessionOf(id, run));
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

  /** Returns the runs of the window; of many, at least as many as the page needs and one more. */
  private async runs(
    { window: whole, gapUs = Infinity, limit, after }: SessionsQuery,
    transponder: number | undefined,
    isAsked: (id: string, startMs: number) => boolean,
  ): Promise<SessionRuns> {
    const runs = new SessionRuns(gapUs);
    // A session begins at the position or behind it only where no passing lies within a gap before.
    const fromUs = after === undefined ? whole.fromUs : after.startMs * 1000 - gapUs;
    const window = { ...whole, fromUs: Math.max(whole.fromUs, fromUs) };
    const isEnough = async (doneUs: number): Promise<boolean> => {
      if (!runs.mayBeOver(limit + 1)) return false;
      await this.dictionaries.learn([], runs.transponders());
      return runs.areFirstOver(limit + 1, doneUs, (number, run) =>
        isAsked(this.dictionaries.transponderId(number) ?? '', startMsOf(run)),
      );
    };
    // A gap of ten minutes or more cannot hide inside a chunk.
    if (gapUs >= CHUNK_US) {
      await this.summaries.eachInWindow(window, transponder, runs.add.bind(runs), isEnough);
      return runs;
    }
    for await (const summaries of this.summaries.inWindow(window, transponder)) {
      for (const some of summaries.some((each) => isWide(each, gapUs)) ? byChunk(summaries) : [summaries]) {
        if (await isEnough((some[0]?.chunk ?? 0) * CHUNK_US)) return runs;
        const wide = some.filter((each) => isWide(each, gapUs));
        const times = wide.length === 0 ? NO_TIMES : await this.timesWithin(wide, window);
        for (const summary of some) {
          const single = times.get(summary.transponder);
          if (single === undefined)
            runs.add(summary.transponder, summary.firstUs, summary.lastUs, summary.count);
          else for (const timeUs of single) runs.add(summary.transponder, timeUs, timeUs, 1);
        }
      }
    }
    return runs;
  }

  /** A gap can hide inside a chunk only where its passings lie further apart than the gap; these are read one by one. */
  private async timesWithin(wide: readonly Summary[], window: TimeWindow): Promise<Times> {
    const chunk = wide[0]?.chunk ?? 0;
    return this.summaries.timesUs(chunk, new Set(wide.map(({ transponder }) => transponder)), window);
  }
}

function startMsOf({ firstUs }: Run): number {
  return Math.floor(firstUs / 1000);
}

function sessionOf(transponderId: string, run: Run): Session {
  return {
    transponderId,
    startMs: startMsOf(run),
    endMs: Math.floor(run.lastUs / 1000),
    passingCount: run.count,
  };
}

/** Selects the first sessions by start, at least `count` of them where there are as many, so that not all are sorted. */
function earliest(sessions: readonly Session[], count: number): Session[] {
  const lastMs = Float64Array.from(sessions, ({ startMs }) => startMs).sort()[count - 1] ?? Infinity;
  return sessions.filter(({ startMs }) => startMs <= lastMs);
}

/** Groups summaries by chunk: they come in order of time. */
function* byChunk(summaries: readonly Summary[]): Generator<readonly Summary[]> {
  for (let from = 0; from < summaries.length;) {
    const chunk = summaries[from]?.chunk;
    let until = from + 1;
    while (summaries[until]?.chunk === chunk && until < summaries.length) until++;
    yield summaries.slice(from, until);
    from = until;
  }
}

function isWide({ firstUs, lastUs }: Summary, gapUs: number): boolean {
  return lastUs - firstUs > gapUs;
}

function compareSessions(a: SessionPosition, b: SessionPosition): number {
  if (a.startMs !== b.startMs) return a.startMs - b.startMs;
  if (a.transponderId === b.transponderId) return 0;
  return a.transponderId < b.transponderId ? -1 : 1;
}
