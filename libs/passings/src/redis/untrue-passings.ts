import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import type { Passing } from '../domain/passing.js';
import type { TimeWindow } from '../ports/passings.repository.js';
import { ChunkReader } from './chunk-reader.js';
import { bytesAt, decodePassing, readRecord, viewOf } from './chunk-record.js';
import { rangesField, restField } from './ledger-text.js';
import { ChunkSummaries } from './pack-batch.js';
import { readersOf } from './record-fields.js';
import { dayOf, EXTENSION_MARK, SLOT_BYTES, SUMMARY, SUMMARY_BYTES } from './record-layout.js';
import { emptySlot, requireKnownFormat, withLead } from './segment-format.js';
import { SiteDictionaries } from './site-dictionaries.js';
import type { SiteKeys } from '#redis';
import type { Upkeep } from './upkeep.js';

const readSummary = readersOf(SUMMARY);
const ALWAYS: TimeWindow = { fromUs: 0, untilUs: Number.MAX_SAFE_INTEGER };

/** Outcome for the passings of a decoder. */
interface Left {
  taken: number;
  /** Highest number of those that stay, 0 where none has one; undefined where no passing stays. */
  highest: number | undefined;
}

/** A chunk as it is to be, and its records. */
interface Kept {
  readonly segments: readonly Buffer[];
  readonly records: readonly Buffer[];
}

/** Takes passings out of chunks that are written to seldom or not at all; uses the connection that writes alone. */
export class UntruePassings {
  private readonly chunks: ChunkReader;
  private readonly dictionaries: SiteDictionaries;

  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly upkeep: Upkeep,
  ) {
    this.chunks = new ChunkReader(redis, keys);
    this.dictionaries = new SiteDictionaries(redis, keys);
  }

  async takeOut(decoderId: string, isUntrue: (passing: Passing) => boolean): Promise<number> {
    const { ledger, ledgers } = this.keys;
    const highest = await this.redis.hget(ledger, decoderId);
    const text = await this.redis.hget(ledgers, decoderId);
    await this.dictionaries.ready();
    const sources = await this.dictionaries.sourcesOf(decoderId);
    const left: Left = { taken: 0, highest: undefined };
    for await (const some of this.chunks.inWindow(ALWAYS, 'asc'))
      for (const chunk of some) await this.takeOutOf(chunk, sources, isUntrue, left);
    const numbers = [highest ?? '', text ?? '', left.highest ?? ''];
    const fields = [restField(decoderId), rangesField(decoderId)];
    const keys = [ledger, ledgers, this.keys.holes(decoderId)];
    await this.redis.lowerHighest(...keys, decoderId, ...numbers, ...fields);
    return left.taken;
  }

  private async takeOutOf(
    chunk: number,
    sources: ReadonlySet<number>,
    isUntrue: (passing: Passing) => boolean,
    left: Left,
  ): Promise<void> {
    for (;;) {
      const found = { ...left };
      const segments = await this.segmentsOf(chunk);
      const kept = this.keptOf(chunk, segments, sources, isUntrue, found);
      if (found.taken === left.taken || (await this.replace(chunk, segments, kept))) {
        Object.assign(left, found);
        return;
      }
      // A passing was stored into the chunk meanwhile.
    }
  }

  private async segmentsOf(chunk: number): Promise<Buffer[]> {
    const last = Number(await this.redis.hget(this.keys.segments, String(chunk)));
    const segments: Buffer[] = [];
    for (let segment = 0; segment <= last; segment++) {
      const records = (await this.redis.getBuffer(this.keys.chunk(chunk, segment))) ?? Buffer.alloc(0);
      requireKnownFormat(chunk, records);
      segments.push(records);
    }
    return segments;
  }

  /** Returns the segments as they are to be: a slot whose passing is taken out is empty, and no other moves. */
  private keptOf(
    chunk: number,
    segments: readonly Buffer[],
    sources: ReadonlySet<number>,
    isUntrue: (passing: Passing) => boolean,
    left: Left,
  ): Kept {
    const records: Buffer[] = [];
    const changed = segments.map((segment) => Buffer.from(segment));
    for (const segment of changed) {
      const view = viewOf(segment);
      for (let at = 0, end: number; at + SLOT_BYTES <= segment.length; at = end) {
        end = at + bytesAt(view, at);
        // The slot is no record: the former place of a passing that was dated anew, or the format.
        if (readRecord.timeInChunkUs(view, at) >= EXTENSION_MARK) continue;
        const source = readRecord.source(view, at);
        if (sources.has(source)) {
          const transponder = this.dictionaries.transponderId(readRecord.transponder(view, at));
          const passing = decodePassing(view, at, chunk, this.dictionaries.source(source), transponder);
          if (isUntrue(passing)) {
            left.taken++;
            for (let slot = at; slot < end; slot += SLOT_BYTES) emptySlot().copy(segment, slot);
            continue;
          }
          left.highest = Math.max(left.highest ?? 0, passing.passingNumber ?? 0);
        }
        records.push(segment.subarray(at, end));
      }
    }
    return { segments: records.length === 0 ? [] : changed.map(withLead), records };
  }

  private async replace(
    chunk: number,
    before: readonly Buffer[],
    { segments, records }: Kept,
  ): Promise<boolean> {
    const { keys } = this;
    this.upkeep.touch(chunk);
    const sha = createHash('sha1').update(Buffer.concat(before)).digest('hex');
    const its = [keys.chunks, keys.summaries(chunk), keys.digests, keys.segments];
    for (let segment = 0; segment < before.length; segment++) its.push(keys.chunk(chunk, segment));
    const given = [chunk, dayOf(chunk), before.length - 1, sha, segments.length];
    const replaced = await this.redis.replaceChunk(
      its.length,
      ...its,
      ...given,
      ...segments,
      ...summariesOf(records),
    );
    return replaced === 1;
  }
}

/** Returns transponder and summary, alternating. */
function summariesOf(records: readonly Buffer[]): (number | Buffer)[] {
  const summaries = new ChunkSummaries();
  for (const record of records.map(viewOf))
    summaries.add(readRecord.transponder(record, 0), readRecord.timeInChunkUs(record, 0));
  const packed = summaries.packed();
  return Array.from({ length: packed.length / SUMMARY_BYTES }, (_, index) =>
    packed.subarray(index * SUMMARY_BYTES, (index + 1) * SUMMARY_BYTES),
  ).flatMap((summary) => [readSummary.transponder(viewOf(summary), 0), summary]);
}
