import type {
  PassingPosition,
  PassingsPage,
  PassingsQuery,
  PassingsReading,
  TimeWindow,
} from '../ports/passings.repository.js';
import type { Chunk, ChunkReader } from './chunk-reader.js';
import { FoundPage, type FoundRow } from './found-page.js';
import { isFrom, type Selection, selectFrom, sourcesIn } from './chunk-selection.js';
import { chunkOf } from './record-layout.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SummaryReader } from './summary-reader.js';

/** Chunks of the first read: the newest hundred rows are usually in one. */
const FIRST_READ = 1;
const MOST_READ = 8;

interface NewestChunk {
  readonly chunk: number;
  readonly read: Promise<Chunk>;
}

/** Finds passings in a window, in order, a page at a time. */
export class PassingsFinder {
  constructor(
    private readonly chunks: ChunkReader,
    private readonly summaries: SummaryReader,
    private readonly dictionaries: SiteDictionaries,
  ) {}

  async find(query: PassingsQuery): Promise<PassingsPage> {
    const transponder =
      query.transponderId === undefined
        ? undefined
        : await this.dictionaries.findTransponder(query.transponderId);
    if (query.transponderId !== undefined && transponder === undefined) return this.pageOf([], undefined);

    const selection = {
      window: narrowed(query),
      order: query.order,
      after: query.after,
      transponder,
      isWantedSource: this.sourceFilter(query),
    };
    const found: FoundRow[] = [];
    for await (const chunk of this.chunksFor(selection)) {
      if (query.decoderId !== undefined || query.loopId !== undefined)
        await this.dictionaries.learn(sourcesIn(chunk), []);
      for (const record of selectFrom(chunk, selection, query.limit + 1 - found.length))
        found.push({ chunk, record });
      if (found.length > query.limit) break;
    }
    const rows = found.slice(0, query.limit);
    return this.pageOf(rows, found.length > rows.length ? rows.at(-1)?.record.position : undefined);
  }

  private sourceFilter(query: PassingsQuery): Selection['isWantedSource'] {
    if (query.decoderId === undefined && query.loopId === undefined) return undefined;
    const wanted = new Map<number, boolean>();
    return (number) => {
      const known = wanted.get(number);
      if (known !== undefined) return known;
      const is = isFrom(query, this.dictionaries.source(number));
      wanted.set(number, is);
      return is;
    };
  }

  private async *chunksFor(selection: Selection): AsyncGenerator<Chunk> {
    const { window, order, transponder } = selection;
    const newest = this.newestOf(selection);
    let atOnce = FIRST_READ;
    for await (const some of this.summaries.chunksOf(transponder, window, order)) {
      for (let next = 0; next < some.length; next += atOnce, atOnce = Math.min(atOnce * 2, MOST_READ)) {
        const chunks = some.slice(next, next + atOnce);
        if (newest !== undefined && chunks.length === 1 && chunks[0] === newest.chunk)
          yield await newest.read;
        else yield* await this.chunks.read(chunks);
      }
    }
  }

  /** Reads the newest chunk while the list of chunks is fetched: a query for the newest rows mostly finds them in it. */
  private newestOf({ window, order, transponder }: Selection): NewestChunk | undefined {
    if (order === 'asc' || transponder !== undefined) return undefined;
    const chunk = chunkOf(window.untilUs);
    const read = this.chunks.readOne(chunk);
    read.catch(() => undefined); // handled where `read` is awaited; the list of chunks fails as well
    return { chunk, read };
  }

  private async pageOf(rows: readonly FoundRow[], next: PassingPosition | undefined): Promise<PassingsPage> {
    const { dictionaries } = this;
    const [sources, transponders] = [new Set<number>(), new Set<number>()];
    for (const { record } of rows) {
      sources.add(record.position.source);
      if (record.position.transponder !== 0) transponders.add(record.position.transponder);
    }
    await dictionaries.learn(sources, transponders);
    return new FoundPage(rows, next, dictionaries.names);
  }
}

/** Narrows the window to the part behind the cursor's time. */
export function narrowed({ window, order, after }: PassingsReading): TimeWindow {
  if (after === undefined) return window;
  return order === 'asc'
    ? { fromUs: Math.max(window.fromUs, after.timeUs), untilUs: window.untilUs }
    : { fromUs: window.fromUs, untilUs: Math.min(window.untilUs, after.timeUs) };
}
