import type { PassingIdentity } from '../ports/passings.repository.js';
import type { Chunk, ChunkReader } from './chunk-reader.js';
import { CHUNK_US, chunkOf, EXTENSION_MARK, numberAt, SLOT_BYTES } from './chunk-record.js';
import type { SiteDictionaries } from './site-dictionaries.js';

const CHUNKS_AT_ONCE = 32;

/**
 * Finds out which passings of a decoder are kept, by number and RTC time. The same RTC time lies elsewhere under another
 * clock offset, so it is looked for under each that the decoder has had, as the store script does.
 */
export class KeptIdentitiesReader {
  constructor(
    private readonly chunks: ChunkReader,
    private readonly dictionaries: SiteDictionaries,
  ) {}

  async read(decoderId: string, passings: readonly PassingIdentity[]): Promise<ReadonlySet<number>> {
    const sources = await this.dictionaries.sourcesOf(decoderId);
    const wanted = new Map<number, Set<string>>();
    for (const source of sources) {
      const { clockOffsetUs } = this.dictionaries.source(source);
      for (const { number, rtcTimeUs } of passings) {
        if (rtcTimeUs === null || rtcTimeUs + clockOffsetUs < 0) continue;
        const timeUs = rtcTimeUs + clockOffsetUs;
        const chunk = chunkOf(timeUs);
        const places = wanted.get(chunk) ?? new Set();
        wanted.set(chunk, places.add(placeOf(timeUs - chunk * CHUNK_US, number, source)));
      }
    }
    const kept = new Set<number>();
    const chunks = [...wanted.keys()];
    for (let next = 0; next < chunks.length; next += CHUNKS_AT_ONCE)
      for (const chunk of await this.chunks.read(chunks.slice(next, next + CHUNKS_AT_ONCE)))
        addKept(chunk, wanted.get(chunk.chunk) ?? new Set(), kept);
    return kept;
  }
}

function addKept({ records, view }: Chunk, places: ReadonlySet<string>, kept: Set<number>): void {
  for (let at = 0; at + SLOT_BYTES <= view.byteLength; at += SLOT_BYTES) {
    const timeUs = view.getUint32(at, true);
    if (timeUs >= EXTENSION_MARK) continue;
    const number = numberAt(records, at);
    if (number !== undefined && places.has(placeOf(timeUs, number, view.getUint16(at + 8, true))))
      kept.add(number);
  }
}

function placeOf(timeUs: number, number: number, source: number): string {
  return `${timeUs} ${number} ${source}`;
}
