import type { Cluster, Redis } from 'ioredis';
import type { TimeWindow } from '../ports/passings.repository.js';
import { type ChunkReader, eachIn } from './chunk-reader.js';
import { viewOf } from './chunk-record.js';
import { eachInDigest, readDigest, type Summary, type TakeSummary } from './day-digest.js';
import type { SiteKeys } from '#redis';
import { readersOf } from './record-fields.js';
import { CHUNK_US, DAY_US, SUMMARY } from './record-layout.js';
import type { Stretches } from './stretches.js';

const readSummary = readersOf(SUMMARY);
const CHUNKS_AT_ONCE = 256;

/** Reads summaries of transponders in a window, and passings only in the chunks at its edges. */
export class SummaryReader {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
    private readonly chunks: ChunkReader,
    private readonly stretches: Stretches,
  ) {}

  /** Yields the chunks of a window, or those with a transponder, some at a time. */
  async *chunksOf(
    transponder: number | undefined,
    window: TimeWindow,
    order: 'asc' | 'desc',
  ): AsyncGenerator<number[]> {
    if (transponder === undefined) {
      yield* this.chunks.inWindow(window, order);
      return;
    }
    for await (const stretches of this.stretches.inWindow(window, order, transponder)) {
      for (const stretch of stretches) {
        if (stretch.day === undefined) yield* this.seenIn(stretch.chunks, transponder);
        else {
          const seen = readDigest(stretch.day, stretch.digest, transponder).map(({ chunk }) => chunk);
          yield order === 'asc' ? seen : seen.reverse();
        }
      }
    }
  }

  /** Yields exact summaries of the window, in order of time, some at a time. */
  async *inWindow(window: TimeWindow, transponder?: number): AsyncGenerator<readonly Summary[]> {
    for await (const stretches of this.stretches.inWindow(window, 'asc', transponder)) {
      for (const stretch of stretches) {
        if (stretch.day === undefined) yield* this.ofChunks(stretch.chunks, window, transponder);
        else yield readDigest(stretch.day, stretch.digest, transponder);
      }
    }
  }

  /** Calls `take` with each summary, until `isEnough`, which is told the time before which every summary was taken. */
  async eachInWindow(
    window: TimeWindow,
    transponder: number | undefined,
    take: TakeSummary,
    isEnough: (doneUs: number) => Promise<boolean> = () => Promise.resolve(false),
  ): Promise<void> {
    for await (const stretches of this.stretches.inWindow(window, 'asc', transponder)) {
      for (const stretch of stretches) {
        if (stretch.day !== undefined) {
          eachInDigest(stretch.day, stretch.digest, transponder, take);
          if (await isEnough((stretch.day + 1) * DAY_US)) return;
          continue;
        }
        for await (const some of this.ofChunks(stretch.chunks, window, transponder))
          for (const summary of some)
            take(summary.transponder, summary.firstUs, summary.lastUs, summary.count);
        const last = stretch.chunks.at(-1);
        if (last !== undefined && (await isEnough((last + 1) * CHUNK_US))) return;
      }
    }
  }

  /** Returns the times of each of these transponders within one chunk, in order. */
  async timesUs(
    chunk: number,
    transponders: ReadonlySet<number>,
    window: TimeWindow,
  ): Promise<Map<number, number[]>> {
    const times = new Map<number, number[]>();
    for (const transponder of transponders) times.set(transponder, []);
    eachIn(await this.chunks.readOne(chunk), window, (timeUs, transponder) => {
      times.get(transponder)?.push(timeUs);
    });
    for (const each of times.values()) each.sort((a, b) => a - b);
    return times;
  }

  /** Returns all summaries of one chunk. */
  async ofChunk(chunk: number, transponder?: number): Promise<Summary[]> {
    const key = this.keys.summaries(chunk);
    const read =
      transponder === undefined
        ? this.redis.hvalsBuffer(key)
        : this.redis.hgetBuffer(key, String(transponder)).then((summary) => [summary]);
    const [packed] = await Promise.all([read, this.chunks.requireKnownFormat(chunk)]);
    return packed
      .filter((value) => value !== null)
      .map(viewOf)
      .map((summary) => ({
        transponder: readSummary.transponder(summary, 0),
        chunk,
        firstUs: chunk * CHUNK_US + readSummary.firstUs(summary, 0),
        lastUs: chunk * CHUNK_US + readSummary.lastUs(summary, 0),
        count: readSummary.count(summary, 0),
      }));
  }

  private async *seenIn(chunks: readonly number[], transponder: number): AsyncGenerator<number[]> {
    // The newest chunks are often enough, so that few are asked at first.
    for (let from = 0, atOnce = 16; from < chunks.length; from += atOnce, atOnce = CHUNKS_AT_ONCE) {
      const some = chunks.slice(from, from + atOnce);
      const [seen] = await Promise.all([
        Promise.all(some.map((chunk) => this.redis.hexists(this.keys.summaries(chunk), String(transponder)))),
        Promise.all(some.map((chunk) => this.chunks.requireKnownFormat(chunk))),
      ]);
      yield some.filter((_, index) => seen[index] === 1);
    }
  }

  private async *ofChunks(
    chunks: readonly number[],
    window: TimeWindow,
    transponder: number | undefined,
  ): AsyncGenerator<Summary[]> {
    for (let from = 0; from < chunks.length; from += CHUNKS_AT_ONCE) {
      yield* await Promise.all(
        chunks
          .slice(from, from + CHUNKS_AT_ONCE)
          .map((chunk) =>
            isWhole(chunk, window)
              ? this.ofChunk(chunk, transponder)
              : this.ofRecords(chunk, window, transponder),
          ),
      );
    }
  }

  private async ofRecords(
    chunk: number,
    window: TimeWindow,
    transponder: number | undefined,
  ): Promise<Summary[]> {
    const found = new Map<number, { firstUs: number; lastUs: number; count: number }>();
    eachIn(await this.chunks.readOne(chunk), window, (timeUs, of) => {
      if (of === 0 || (transponder !== undefined && of !== transponder)) return;
      const mine = found.get(of);
      if (mine === undefined) {
        found.set(of, { firstUs: timeUs, lastUs: timeUs, count: 1 });
      } else {
        mine.firstUs = Math.min(mine.firstUs, timeUs);
        mine.lastUs = Math.max(mine.lastUs, timeUs);
        mine.count++;
      }
    });
    return Array.from(found, ([number, seen]) => ({ transponder: number, chunk, ...seen }));
  }
}

function isWhole(chunk: number, window: TimeWindow): boolean {
  return chunk * CHUNK_US >= window.fromUs && (chunk + 1) * CHUNK_US - 1 <= window.untilUs;
}
