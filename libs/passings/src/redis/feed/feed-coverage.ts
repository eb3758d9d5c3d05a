import type { Cluster, Redis } from 'ioredis';
import type { SiteKeys } from '#redis';
import { FEED_RUN_BYTES, FORMAT_BYTES, SLOT_BYTES } from '../record-layout.js';
import { beginningOf } from '../segment-format.js';
import { type FeedRun, runsIn } from './feed-run.js';
import { type SegmentSlots, type Slots, slotsWithoutRun } from './open-slots.js';

const CHUNKS_AT_ONCE = 256;
const RUNS_AT_ONCE = 10_000;
/** Stretches of one script, so that each is short for Redis. */
const STRETCHES_AT_ONCE = 200;
const TRIMMED_AT_ONCE = 500;

/** Keeps the runs and the kept passings in agreement: each slot has one run, and a dropped chunk has none. */
export class FeedCoverage {
  constructor(
    private readonly redis: Redis | Cluster,
    private readonly keys: SiteKeys,
  ) {}

  /** Gives sequence numbers to slots that have none, in order of time; once for each generation. */
  async cover(generation: string): Promise<void> {
    const { feed, feedCovered } = this.keys;
    if ((await this.redis.get(feedCovered)) === generation) return;
    // Read in this order: what is stored meanwhile has its run by the time when the runs are read.
    const segments = await this.segments();
    const head = runsIn(((await this.redis.getBuffer(feed)) ?? Buffer.alloc(0)).subarray(0, FEED_RUN_BYTES));
    const without = slotsWithoutRun(segments, [...(await this.runs()), ...head]);
    for (let from = 0; from < without.length; from += STRETCHES_AT_ONCE)
      if (!(await this.coverSome(without.slice(from, from + STRETCHES_AT_ONCE)))) return;
    await this.redis.set(feedCovered, generation);
  }

  /** Takes away runs of dropped chunks. */
  async trim(): Promise<void> {
    const { feedRuns, chunks } = this.keys;
    while ((await this.redis.trimFeed(feedRuns, chunks, TRIMMED_AT_ONCE)) === TRIMMED_AT_ONCE);
  }

  /** Reads the closed runs; pages overlap by one run, which shows whether the list was trimmed meanwhile. */
  async runs(): Promise<FeedRun[]> {
    const { feedRuns } = this.keys;
    const pages: Buffer[] = [];
    let last: Buffer | undefined;
    for (let from = 0; ; from += RUNS_AT_ONCE) {
      const page = await this.redis.lrangeBuffer(feedRuns, Math.max(0, from - 1), from + RUNS_AT_ONCE - 1);
      const overlap = from === 0 ? undefined : page.shift();
      if (last !== undefined && overlap?.equals(last) !== true) return this.runs();
      pages.push(...page);
      last = page.at(-1);
      if (page.length < RUNS_AT_ONCE) return runsIn(Buffer.concat(pages)).filter(({ count }) => count > 0);
    }
  }

  /** Reads a segment; undefined where it is gone. */
  async segment(chunk: number, segment: number): Promise<SegmentSlots | undefined> {
    const key = this.keys.chunk(chunk, segment);
    const [bytes, begin] = await Promise.all([
      this.redis.strlen(key),
      this.redis.getrangeBuffer(key, 0, FORMAT_BYTES - 1),
    ]);
    if (bytes === 0) return undefined;
    const { shift, base } = beginningOf(begin);
    return { chunk, segment, slots: Math.floor(bytes / SLOT_BYTES) - shift, base };
  }

  private async segments(): Promise<SegmentSlots[]> {
    const found: SegmentSlots[] = [];
    const chunks = (await this.redis.zrange(this.keys.chunks, '0', '-1')).map(Number);
    const lastSegments = await this.redis.hgetall(this.keys.segments);
    for (let from = 0; from < chunks.length; from += CHUNKS_AT_ONCE) {
      const some = chunks.slice(from, from + CHUNKS_AT_ONCE).flatMap((chunk) => {
        const count = Number(lastSegments[chunk] ?? 0) + 1;
        return Array.from({ length: count }, (_, segment) => this.segment(chunk, segment));
      });
      for (const each of await Promise.all(some)) if (each !== undefined) found.push(each);
    }
    return found;
  }

  private async coverSome(stretches: readonly Slots[]): Promise<boolean> {
    const { feed, feedRuns } = this.keys;
    const declared = [
      feed,
      feedRuns,
      ...stretches.map(({ chunk, segment }) => this.keys.chunk(chunk, segment)),
    ];
    const told = stretches.map(({ chunk, segment, slot, count }) => [chunk, segment, slot, count]);
    const [answer] = await this.redis.coverSlots(declared.length, ...declared, JSON.stringify(told));
    return answer === 1;
  }
}
