import type { Passing } from '../domain/passing.js';
import type {
  PassingsPage,
  PassingsQuery,
  PassingsReading,
  TimeWindow,
} from '../ports/passings.repository.js';
import { decodePassing } from './chunk-record.js';
import { type Chunk, type ChunkReader, comparePositions, recordsIn, type RecordRef } from './chunk-reader.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SummaryReader } from './summary-reader.js';

/** Chunks read at once: few at first, because the newest hundred rows are usually in one or two. */
const FIRST_READ = 2;
const MOST_READ = 32;
/** Summaries asked at once where one transponder is looked for. */
const SUMMARIES_AT_ONCE = 256;

/** Finds passings in a window, in order, a page at a time. */
export class PassingsFinder {
  constructor(
    private readonly chunks: ChunkReader,
    private readonly summaries: SummaryReader,
    private readonly dictionaries: SiteDictionaries,
  ) {}

  async find(query: PassingsQuery): Promise<PassingsPage> {
    await this.dictionaries.ready();
    const transponder =
      query.transponderId === undefined
        ? undefined
        : await this.dictionaries.findTransponder(query.transponderId);
    if (query.transponderId !== undefined && transponder === undefined)
      return { passings: [], next: undefined };

    const window = narrowed(query);
    const found: { chunk: Chunk; record: RecordRef }[] = [];
    const candidates = await this.chunks.chunksIn(window, query.order);
    for await (const chunk of this.chunksWith(candidates, transponder)) {
      for (const record of await this.matching(chunk, window, query, transponder))
        found.push({ chunk, record });
      if (found.length > query.limit) break;
    }

    const rows = found.slice(0, query.limit);
    return {
      passings: rows.map(({ chunk, record }) => this.passingAt(chunk, record)),
      next: found.length > rows.length ? rows.at(-1)?.record.position : undefined,
    };
  }

  private async *chunksWith(
    candidates: readonly number[],
    transponder: number | undefined,
  ): AsyncGenerator<Chunk> {
    const step = transponder === undefined ? candidates.length : SUMMARIES_AT_ONCE;
    let atOnce = FIRST_READ;
    for (let from = 0; from < candidates.length; from += step) {
      const part = candidates.slice(from, from + step);
      const holding = transponder === undefined ? part : await this.summaries.chunksWith(part, transponder);
      for (let next = 0; next < holding.length; next += atOnce, atOnce = Math.min(atOnce * 2, MOST_READ)) {
        yield* await this.chunks.read(holding.slice(next, next + atOnce));
      }
    }
  }

  private async matching(
    chunk: Chunk,
    window: TimeWindow,
    query: PassingsQuery,
    transponder: number | undefined,
  ): Promise<RecordRef[]> {
    const inWindow = recordsIn(chunk, window, (_, of) => transponder === undefined || of === transponder);
    await this.dictionaries.learn(
      new Set(inWindow.map(({ position }) => position.source)),
      new Set(inWindow.map(({ position }) => position.transponder).filter((number) => number !== 0)),
    );
    const direction = query.order === 'asc' ? 1 : -1;
    const { after } = query;
    return inWindow
      .filter(({ position }) => {
        const { decoderId, loopId } = this.dictionaries.source(position.source);
        return (
          (query.decoderId === undefined || decoderId === query.decoderId) &&
          (query.loopId === undefined || loopId === query.loopId) &&
          (after === undefined || direction * comparePositions(position, after) > 0)
        );
      })
      .sort((a, b) => direction * comparePositions(a.position, b.position));
  }

  private passingAt({ chunk, records }: Chunk, { at, position }: RecordRef): Passing {
    const { dictionaries } = this;
    const transponderId = dictionaries.transponderId(position.transponder);
    return decodePassing(records, at, chunk, dictionaries.source(position.source), transponderId);
  }
}

/** What is before the cursor's time need not be read again. */
export function narrowed({ window, order, after }: PassingsReading): TimeWindow {
  if (after === undefined) return window;
  return order === 'asc'
    ? { fromUs: Math.max(window.fromUs, after.timeUs), untilUs: window.untilUs }
    : { fromUs: window.fromUs, untilUs: Math.min(window.untilUs, after.timeUs) };
}
