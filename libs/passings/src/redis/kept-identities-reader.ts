import { isByRtc } from '../domain/passing.js';
import type { PassingIdentity } from '../ports/passings.repository.js';
import type { Chunk, ChunkReader } from './chunk-reader.js';
import { numberAt, readRecord, rtcTimeAt, timeSourceAt } from './chunk-record.js';
import { CHUNK_US, chunkOf, EXTENSION_MARK, SLOT_BYTES } from './record-layout.js';
import type { SiteDictionaries } from './site-dictionaries.js';

const CHUNKS_AT_ONCE = 32;
/** Most chunks that are searched: two weeks with a passing every ten minutes. */
const MOST_SEARCHED = 2016;

/**
 * Finds out which passings of a decoder are kept, by number and RTC time. The same RTC time lies elsewhere under
 * another clock offset, so it is looked up under each offset of the decoder, as the store script does, and at the UTC
 * time where the decoder reported one. A passing that is placed by its receipt can lie anywhere, and carries its RTC
 * time: it is searched.
 */
export class KeptIdentitiesReader {
  constructor(
    private readonly chunks: ChunkReader,
    private readonly dictionaries: SiteDictionaries,
  ) {}

  async read(decoderId: string, passings: readonly PassingIdentity[]): Promise<ReadonlySet<number>> {
    const sources = await this.dictionaries.sourcesOf(decoderId);
    const kept = await this.inTheirPlaces(sources, passings);
    const others = passings.filter(({ number, rtcTimeUs }) => rtcTimeUs !== null && !kept.has(number));
    if (others.length > 0) await this.addByReceipt(sources, others, kept);
    return kept;
  }

  private async inTheirPlaces(
    sources: ReadonlySet<number>,
    passings: readonly PassingIdentity[],
  ): Promise<Set<number>> {
    const wanted = new Map<number, Set<string>>();
    for (const source of sources) {
      const { clockOffsetUs } = this.dictionaries.source(source);
      for (const { number, rtcTimeUs, utcTimeUs } of passings) {
        const byRtcUs = rtcTimeUs === null ? undefined : rtcTimeUs + clockOffsetUs;
        for (const timeUs of [byRtcUs, clockOffsetUs === 0 ? utcTimeUs : undefined]) {
          if (timeUs === undefined || timeUs < 0) continue;
          const chunk = chunkOf(timeUs);
          const places = wanted.get(chunk) ?? new Set();
          wanted.set(chunk, places.add(placeOf(timeUs - chunk * CHUNK_US, number, source)));
        }
      }
    }
    const kept = new Set<number>();
    const chunks = [...wanted.keys()];
    for (let next = 0; next < chunks.length; next += CHUNKS_AT_ONCE)
      for (const chunk of await this.chunks.read(chunks.slice(next, next + CHUNKS_AT_ONCE)))
        addKept(chunk, wanted.get(chunk.chunk) ?? new Set(), kept);
    return kept;
  }

  private async addByReceipt(
    sources: ReadonlySet<number>,
    passings: readonly PassingIdentity[],
    kept: Set<number>,
  ): Promise<void> {
    const wanted = new Map(passings.map(({ number, rtcTimeUs }) => [number, rtcTimeUs]));
    const window = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };
    let searched = 0;
    for await (const some of this.chunks.inWindow(window, 'desc'))
      for (let next = 0; next < some.length; next += CHUNKS_AT_ONCE) {
        if (wanted.size === 0 || (searched += CHUNKS_AT_ONCE) > MOST_SEARCHED) return;
        for (const chunk of await this.chunks.read(some.slice(next, next + CHUNKS_AT_ONCE)))
          for (const number of sentBy(sources, wanted, chunk)) {
            kept.add(number);
            wanted.delete(number);
          }
      }
  }
}

/** Yields wanted numbers whose passing has the wanted RTC time and is placed by another time. */
function* sentBy(
  sources: ReadonlySet<number>,
  wanted: ReadonlyMap<number, number | null>,
  { view }: Chunk,
): Generator<number> {
  for (let at = 0; at + SLOT_BYTES <= view.byteLength; at += SLOT_BYTES) {
    if (
      readRecord.timeInChunkUs(view, at) >= EXTENSION_MARK ||
      isByRtc({ timeSource: timeSourceAt(view, at) })
    )
      continue;
    const number = numberAt(view, at);
    if (number === undefined || !sources.has(readRecord.source(view, at))) continue;
    const rtcTimeUs = wanted.get(number);
    if (rtcTimeUs !== undefined && rtcTimeUs !== null && rtcTimeAt(view, at) === rtcTimeUs) yield number;
  }
}

function addKept({ view }: Chunk, places: ReadonlySet<string>, kept: Set<number>): void {
  for (let at = 0; at + SLOT_BYTES <= view.byteLength; at += SLOT_BYTES) {
    const timeUs = readRecord.timeInChunkUs(view, at);
    if (timeUs >= EXTENSION_MARK) continue;
    const number = numberAt(view, at);
    if (number !== undefined && places.has(placeOf(timeUs, number, readRecord.source(view, at))))
      kept.add(number);
  }
}

function placeOf(timeUs: number, number: number, source: number): string {
  return `${timeUs} ${number} ${source}`;
}
