import { PassingColumns } from '../domain/passing-columns.js';
import type { PassingsReading } from '../ports/passings.repository.js';
import type { ChunkReader } from './chunk-reader.js';
import { decodeInto, readRecord } from './chunk-record.js';
import { isFrom } from './chunk-selection.js';
import { slotsInOrder } from './chunk-slots.js';
import { narrowed } from './passings-finder.js';
import { readAhead } from './read-ahead.js';
import { ReadingNames } from './reading-names.js';
import { comparePositions, positionAt } from './record-position.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SummaryReader } from './summary-reader.js';

const ROWS_AT_ONCE = 1024;
/** Chunks fetched while one is read, so that Redis and we work at the same time: ten dense minutes have megabytes. */
const AHEAD = { most: 3, mostWeight: 64, weightOf: ({ segments }: SizedChunk): number => segments };

interface SizedChunk {
  readonly chunk: number;
  readonly segments: number;
}

/** Reads the passings of a window to its end, chunk by chunk. */
export class PassingsReader {
  constructor(
    private readonly chunks: ChunkReader,
    private readonly summaries: SummaryReader,
    private readonly dictionaries: SiteDictionaries,
  ) {}

  async *read(query: PassingsReading): AsyncGenerator<PassingColumns> {
    const { transponderId, limit = Infinity } = query;
    const known = this.dictionaries.names;
    const transponder =
      transponderId === undefined ? undefined : await this.dictionaries.findTransponder(transponderId);
    if (transponderId !== undefined && transponder === undefined) return;

    const names = new ReadingNames(this.dictionaries);
    const columns = new PassingColumns(ROWS_AT_ONCE, names);
    let left = limit;
    const chunks = this.chunksFor(query, transponder);
    for await (const { chunk, view } of readAhead(chunks, AHEAD, (each) => this.chunks.readOne(each.chunk))) {
      // The message is that of the client: numbers may stand for other names on the next connection.
      if (this.dictionaries.names !== known) throw new Error('Connection is closed.');
      const slots = await matchingSlots(view, chunk, query, transponder, names);
      for (let from = 0; from < slots.length; from += columns.length) {
        columns.length = 0;
        for (const at of slots.subarray(from, from + Math.min(ROWS_AT_ONCE, left)))
          decodeInto(columns, view, at, chunk);
        left -= columns.length;
        yield columns;
        if (left === 0) return;
      }
    }
  }

  private async *chunksFor(
    query: PassingsReading,
    transponder: number | undefined,
  ): AsyncGenerator<SizedChunk> {
    const some = this.summaries.chunksOf(transponder, narrowed(query), query.order);
    for await (const chunks of some) {
      const segments = await this.chunks.segmentsOf(chunks);
      for (const [at, chunk] of chunks.entries()) yield { chunk, segments: segments[at] ?? 1 };
    }
  }
}

/** Returns the offsets of the records of a chunk that the query selects, in its order. */
async function matchingSlots(
  records: DataView,
  chunk: number,
  query: PassingsReading,
  transponder: number | undefined,
  names: ReadingNames,
): Promise<Uint32Array> {
  const { order, after, decoderId, loopId } = query;
  let slots = slotsInOrder(records, chunk, narrowed(query), order, transponder);
  await names.learn(records, slots);
  if (decoderId !== undefined || loopId !== undefined) {
    slots = slots.filter((at) => isFrom(query, names.place(readRecord.source(records, at))));
  }
  if (after === undefined) return slots;
  const direction = order === 'asc' ? 1 : -1;
  const first = slots.findIndex(
    (at) => direction * comparePositions(positionAt(records, at, chunk), after) > 0,
  );
  return first < 0 ? slots.subarray(slots.length) : slots.subarray(first);
}
