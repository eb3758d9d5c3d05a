import type { KeptNumbersQuery } from '../ports/passings.repository.js';
import { type Chunk, type ChunkReader, comparePositions, recordsIn } from './chunk-reader.js';
import { numberAt, receivedAtMsAt } from './chunk-record.js';
import type { SiteDictionaries } from './site-dictionaries.js';

/** Few at first: the newest numbers of a busy decoder lie in the newest chunks. */
const FIRST_READ = 2;
const MOST_READ = 32;

/** Finds which numbers of a decoder are kept, chunk by chunk back in time, and no further than it must. */
export class KeptNumbersReader {
  constructor(
    private readonly chunks: ChunkReader,
    private readonly dictionaries: SiteDictionaries,
  ) {}

  async read(query: KeptNumbersQuery): Promise<ReadonlySet<number>> {
    await this.dictionaries.ready();
    const kept = new Set<number>();
    const candidates = await this.chunks.chunksIn(query.window, 'desc');
    for (let next = 0, atOnce = FIRST_READ; next < candidates.length;) {
      const chunks = await this.chunks.read(candidates.slice(next, next + atOnce));
      for (const chunk of chunks) {
        if (!(await this.lookBack(chunk, query, kept))) return kept;
      }
      next += atOnce;
      atOnce = Math.min(atOnce * 2, MOST_READ);
    }
    return kept;
  }

  /** Whether to go on with older chunks. */
  private async lookBack(chunk: Chunk, query: KeptNumbersQuery, kept: Set<number>): Promise<boolean> {
    const { decoderId, fromNumber, untilNumber, askedAtMs, window } = query;
    const inWindow = recordsIn(chunk, window, () => true);
    await this.dictionaries.learn(new Set(inWindow.map(({ position }) => position.source)), []);
    const newestFirst = inWindow
      .filter(({ position }) => this.dictionaries.source(position.source).decoderId === decoderId)
      .sort((a, b) => comparePositions(b.position, a.position));
    for (const { at } of newestFirst) {
      const number = numberAt(chunk.records, at);
      if (number === undefined) continue;
      if (number > untilNumber && receivedAtMsAt(chunk.records, at) >= askedAtMs) continue;
      if (number < fromNumber || number > untilNumber || kept.has(number)) return false;
      kept.add(number);
    }
    return kept.size <= untilNumber - fromNumber;
  }
}
