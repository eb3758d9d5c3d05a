import type { Cluster, Redis } from 'ioredis';
import type { AgedPassings, DroppedNumbers, ForgottenPassings } from '../ports/passings.repository.js';
import type { ChunkReader } from './chunk-reader.js';
import { readRecord, viewOf } from './chunk-record.js';
import { CHUNK_US, chunkOf, dayOf, FORMAT_BYTES, SLOT_BYTES } from './record-layout.js';
import { beginningOf, requireKnownFormat } from './segment-format.js';
import type { SiteDictionaries } from './site-dictionaries.js';
import type { SiteKeys } from '#redis';
import { newestReceiptIn, numbersIn, recordsIn, type WholeChunk } from './whole-chunk.js';

const AT_ONCE = 256;
/** Chunks of a day: where decoders disagree about the time, the newest receipt is still among them. */
const NEWEST_CHUNKS = 144;
/** Size of a record with its extension, in bytes. */
const LONGEST_RECORD = 2 * SLOT_BYTES;

/**
 * Retention in Redis. A chunk is old where its ten minutes are, and everything in it was received before as well. Of a
 * chunk whose time is over only the end is read, because the newest receipt is nearly always there; the whole chunk
 * only before it is dropped.
 */
export class AgedChunks {
  /** Newest receipt of chunks that stay because of it: until passings are dated anew it can only become newer. */
  private readonly held = new Map<number, number>();

  constructor(
    private readonly writer: Redis | Cluster,
    private readonly reader: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly chunks: ChunkReader,
    private readonly dictionaries: SiteDictionaries,
  ) {}

  async agedBefore(timeUs: number): Promise<AgedPassings> {
    const aged: number[] = [];
    for await (const some of this.candidates(timeUs)) aged.push(...some);
    if (aged.length === 0) return { units: 0, passings: 0, keptPassings: 0 };
    const all = await this.chunks.chunksIn({ fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER }, 'asc');
    const [passings, keptPassings] = [await this.slotsOf(aged), await this.slotsOf(all)];
    return { units: aged.length, passings, keptPassings };
  }

  async forgetBefore(
    timeUs: number,
    mostUnits: number,
    beforehand: (numbers: DroppedNumbers) => Promise<void>,
  ): Promise<ForgottenPassings> {
    for await (const some of this.candidates(timeUs)) {
      for (let from = 0; from < some.length; from += mostUnits) {
        const forgotten = await this.forget(some.slice(from, from + mostUnits), timeUs, beforehand);
        if (forgotten.units > 0) return forgotten;
      }
    }
    return { units: 0, passings: 0 };
  }

  /** Forgets the receipts in `held`: passings were dated anew, and a receipt may be earlier now. */
  lookAgain(): void {
    this.held.clear();
  }

  async newestReceiptMs(): Promise<number | undefined> {
    const newest = await this.reader.zrange(this.keys.chunks, String(-NEWEST_CHUNKS), '-1');
    const receipts = await this.receiptsAtEndOf(newest.map(Number));
    return receipts.length === 0 ? undefined : Math.max(...receipts);
  }

  /** Yields chunks that are old by the receipts at their end, oldest first, some at a time. */
  private async *candidates(timeUs: number): AsyncGenerator<number[]> {
    const ended = { fromUs: 0, untilUs: chunkOf(timeUs) * CHUNK_US - 1 };
    for await (const some of this.chunks.inWindow(ended, 'asc')) {
      const unheld = some.filter((chunk) => (this.held.get(chunk) ?? 0) * 1000 < timeUs);
      const receipts = await this.receiptsAtEndOf(unheld);
      yield unheld.filter((chunk, at) => !this.isHeld(chunk, receipts[at] ?? 0, timeUs));
    }
  }

  private isHeld(chunk: number, receivedAtMs: number, timeUs: number): boolean {
    const isHeld = receivedAtMs * 1000 >= timeUs;
    if (isHeld) this.held.set(chunk, receivedAtMs);
    else this.held.delete(chunk);
    return isHeld;
  }

  private receiptsAtEndOf(chunks: readonly number[]): Promise<number[]> {
    return this.ofEach(chunks, async (chunk) => {
      const key = this.keys.chunk(chunk, await this.lastSegmentOf(chunk));
      const [begin, last] = await Promise.all([
        this.reader.getrangeBuffer(key, 0, FORMAT_BYTES - 1),
        this.reader.getrangeBuffer(key, -LONGEST_RECORD, -1),
      ]);
      requireKnownFormat(chunk, begin);
      const end = newestReceiptIn(viewOf(last));
      // The last slot is empty: its passing was dated anew, and lies elsewhere.
      return end > 0 ? end : newestReceiptIn((await this.read(chunk)).records);
    });
  }

  /** Counts the slots of chunks; a record with an extension counts as two. */
  private async slotsOf(chunks: readonly number[]): Promise<number> {
    const lastSegments = await this.reader.hgetall(this.keys.segments);
    const bytes = await this.ofEach(chunks, async (chunk) => {
      let sum = 0;
      for (let segment = Number(lastSegments[chunk] ?? 0); segment >= 0; segment--)
        sum += await this.recordBytesOf(chunk, segment);
      return sum;
    });
    return bytes.reduce((sum, each) => sum + each, 0) / SLOT_BYTES;
  }

  /** Returns the size without the slots in front, which are no passings. */
  private async recordBytesOf(chunk: number, segment: number): Promise<number> {
    const key = this.keys.chunk(chunk, segment);
    const [begin, bytes] = await Promise.all([
      this.reader.getrangeBuffer(key, 0, FORMAT_BYTES - 1),
      this.reader.strlen(key),
    ]);
    requireKnownFormat(chunk, begin);
    return bytes - beginningOf(begin).shift * SLOT_BYTES;
  }

  private async forget(
    chunks: readonly number[],
    timeUs: number,
    beforehand: (numbers: DroppedNumbers) => Promise<void>,
  ): Promise<ForgottenPassings> {
    const read = await this.ofEach(chunks, (chunk) => this.read(chunk));
    const old = read.filter((whole) => !this.isHeld(whole.chunk, newestReceiptIn(whole.records), timeUs));
    if (old.length === 0) return { units: 0, passings: 0 };
    const sources = old.flatMap(({ records }) =>
      recordsIn(records).map((at) => readRecord.source(records, at)),
    );
    await this.dictionaries.learn(new Set(sources), []);
    await beforehand(numbersIn(old, (source) => this.dictionaries.source(source).decoderId));
    let [units, passings] = [0, 0];
    for (const whole of old) {
      if (!(await this.drop(whole))) continue;
      units++;
      passings += recordsIn(whole.records).length;
    }
    return { units, passings };
  }

  private async drop({ chunk, lastSegment, lastBytes }: WholeChunk): Promise<boolean> {
    const { keys } = this;
    const its = [keys.chunks, keys.summaries(chunk), keys.digests, keys.segments];
    for (let segment = 0; segment <= lastSegment; segment++) its.push(keys.chunk(chunk, segment));
    const seen = [chunk, lastSegment, lastBytes, dayOf(chunk)];
    return (await this.writer.forgetChunk(its.length, ...its, ...seen)) === 1;
  }

  private async read(chunk: number): Promise<WholeChunk> {
    const lastSegment = await this.lastSegmentOf(chunk);
    const segments: Buffer[] = [];
    for (let segment = 0; segment <= lastSegment; segment++)
      segments.push((await this.reader.getBuffer(this.keys.chunk(chunk, segment))) ?? Buffer.alloc(0));
    for (const segment of segments) requireKnownFormat(chunk, segment);
    const records = viewOf(Buffer.concat(segments));
    return { chunk, records, lastSegment, lastBytes: segments.at(-1)?.length ?? 0 };
  }

  private async lastSegmentOf(chunk: number): Promise<number> {
    return Number(await this.reader.hget(this.keys.segments, String(chunk)));
  }

  private async ofEach<Value>(
    chunks: readonly number[],
    get: (chunk: number) => Promise<Value>,
  ): Promise<Value[]> {
    const values: Value[] = [];
    for (let from = 0; from < chunks.length; from += AT_ONCE)
      values.push(...(await Promise.all(chunks.slice(from, from + AT_ONCE).map(get))));
    return values;
  }
}
