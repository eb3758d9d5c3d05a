import type { KeptNumbersQuery, TimeWindow } from '../ports/passings.repository.js';
import type { Chunk, ChunkReader } from './chunk-reader.js';
import { numberAt, readRecord } from './chunk-record.js';
import { selectFrom } from './chunk-selection.js';
import type { SiteDictionaries } from './site-dictionaries.js';

/** Chunks of the first read: the newest numbers of a busy decoder lie in the newest chunks. */
const FIRST_READ = 2;
const MOST_READ = 32;
const ALWAYS: TimeWindow = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };

/** Finds the kept numbers of a decoder, chunk by chunk back in time, and no further than necessary. */
export class KeptNumbersReader {
  constructor(
    private readonly chunks: ChunkReader,
    private readonly dictionaries: SiteDictionaries,
  ) {}

  async read(query: KeptNumbersQuery): Promise<ReadonlySet<number>> {
    const sources = await this.dictionaries.sourcesOf(query.decoderId);
    const kept = new Set<number>();
    if (sources.size === 0) return kept;
    let atOnce = FIRST_READ;
    for await (const some of this.chunks.inWindow(ALWAYS, 'desc')) {
      for (let next = 0; next < some.length; next += atOnce, atOnce = Math.min(atOnce * 2, MOST_READ)) {
        for (const chunk of await this.chunks.read(some.slice(next, next + atOnce)))
          if (!lookBack(chunk, sources, query, kept)) return kept;
      }
    }
    return kept;
  }
}

/** Adds the numbers of a chunk. Returns whether to go on with older chunks. */
function lookBack(
  chunk: Chunk,
  sources: ReadonlySet<number>,
  { fromNumber, untilNumber, askedAtMs }: KeptNumbersQuery,
  kept: Set<number>,
): boolean {
  const newestFirst = selectFrom(
    chunk,
    {
      window: ALWAYS,
      order: 'desc',
      after: undefined,
      transponder: undefined,
      isWantedSource: (source) => sources.has(source),
    },
    Infinity,
  );
  for (const { at } of newestFirst) {
    const number = numberAt(chunk.view, at);
    if (number === undefined) continue;
    if (number > untilNumber && readRecord.receivedAtMs(chunk.view, at) >= askedAtMs) continue;
    if (number < fromNumber || number > untilNumber || kept.has(number)) return false;
    kept.add(number);
  }
  return kept.size <= untilNumber - fromNumber;
}
